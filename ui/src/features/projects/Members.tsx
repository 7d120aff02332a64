import { ActionIcon, Button, Select } from '@mantine/core'
import { IconUserPlus, IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { MemberRole, type ProjectDetail, ProjectVisibility } from '@/api/types.gen'
import { ErrorState } from '@/components/ErrorState'
import { SkeletonRows } from '@/components/SkeletonRows'
import { UserAvatar } from '@/components/UserAvatar'
import { choicesOf, labelOf } from '@/features/enumerations/labels'
import { AssigneePicker } from '@/features/issues/properties/AssigneePicker'
import { toastDone } from '@/lib/toast'
import { useAddMember } from './api/add-member'
import { useMembers } from './api/list-members'
import { useRemoveMember } from './api/remove-member'
import { useUpdateMember } from './api/update-member'
import classes from './Members.module.css'

const ROLES = choicesOf(MemberRole).map((value) => ({
  value: String(value),
  label: labelOf(MemberRole, value),
}))

/** Who has a role in a project; who leads it gives and takes them. */
export function Members({ project }: { project: ProjectDetail }) {
  const key = project.project_key
  const leads = project.member_role === MemberRole.LEAD
  const { data, error, refetch } = useMembers(key)
  const add = useAddMember(key)
  const update = useUpdateMember(key)
  const remove = useRemoveMember(key)
  if (error) return <ErrorState error={error} onRetry={refetch} />
  if (!data) return <SkeletonRows rows={5} label="Loading members" />
  return (
    <div className={classes.members}>
      <p className={classes.about}>
        {project.project_visibility === ProjectVisibility.PUBLIC
          ? 'Everyone who is signed in may see and change the issues here. A viewer may only see them; a lead may change the project.'
          : 'Only members may see this project. A viewer may not change its issues; a lead may change the project.'}
      </p>
      {leads && (
        <AssigneePicker
          value={null}
          allowNone={false}
          label="Person"
          onChange={(username) =>
            username && add.mutate({ username, member_role: MemberRole.MEMBER })
          }
        >
          <Button leftSection={<IconUserPlus size={15} />} loading={add.isPending}>
            Add a member
          </Button>
        </AssigneePicker>
      )}
      <ul className={classes.list} aria-label="Members">
        {data.items.map(({ username, member_role: role }) => (
          <li key={username} className={classes.member}>
            <UserAvatar name={username} size={24} decorative />
            <Link to="/users/$user" params={{ user: username }} className={classes.name}>
              {username}
            </Link>
            {leads ? (
              <>
                <Select
                  size="xs"
                  w={110}
                  aria-label={`Role of ${username}`}
                  allowDeselect={false}
                  data={ROLES}
                  value={String(role)}
                  onChange={(value) =>
                    value && update.mutate({ username, role: Number(value) as MemberRole })
                  }
                />
                <ActionIcon
                  aria-label={`Remove ${username}`}
                  onClick={() =>
                    remove.mutate(username, {
                      onSuccess: () =>
                        toastDone(`${username} was removed`, () =>
                          add.mutate({ username, member_role: role }),
                        ),
                    })
                  }
                >
                  <IconX size={15} />
                </ActionIcon>
              </>
            ) : (
              <span className={classes.role}>{labelOf(MemberRole, role)}</span>
            )}
          </li>
        ))}
      </ul>
      {data.items.length === 0 && <p className={classes.about}>No one has a role here by name.</p>}
    </div>
  )
}
