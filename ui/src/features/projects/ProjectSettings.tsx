import { Button, Group, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ProjectDetail, ProjectUpdate, ProjectVisibility } from '@/api/types.gen'
import { UserAvatar } from '@/components/UserAvatar'
import { FormError } from '@/features/auth/FormError'
import { AssigneePicker } from '@/features/issues/properties/AssigneePicker'
import { ApiError, messageOf } from '@/lib/problem'
import { toastDone, toastError } from '@/lib/toast'
import { useDeleteProject } from './api/delete-project'
import { useUpdateProject } from './api/update-project'
import classes from './ProjectSettings.module.css'
import { VISIBILITIES } from './visibilities'

/** What who leads a project may change about it. */
export function ProjectSettings({ project }: { project: ProjectDetail }) {
  const update = useUpdateProject()
  const [failure, setFailure] = useState<string | null>(null)
  const form = useForm({
    initialValues: {
      project_name: project.project_name,
      project_description: project.project_description,
      project_lead: project.project_lead,
      project_visibility: String(project.project_visibility),
    },
    validate: { project_name: (value) => (value.trim() ? null : 'A project needs a name.') },
  })
  const submit = form.onSubmit(async ({ project_visibility, ...values }) => {
    setFailure(null)
    const changes: ProjectUpdate = {
      ...values,
      project_visibility: Number(project_visibility) as ProjectVisibility,
    }
    try {
      await update.mutateAsync({ project: project.project_key, changes })
      form.resetDirty()
      toastDone('The project is saved')
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : {}
      form.setErrors(fields)
      if (Object.keys(fields).length === 0) setFailure(messageOf(error))
    }
  })
  return (
    <div className={classes.settings}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <FormError message={failure} />
          <TextInput label="Name" {...form.getInputProps('project_name')} />
          <TextInput
            label="Key"
            value={project.project_key}
            readOnly
            description="It never changes."
          />
          <div>
            <div className={classes.label} id="project-lead">
              Lead
            </div>
            <AssigneePicker
              value={form.values.project_lead}
              label="Lead"
              onChange={(username) => form.setFieldValue('project_lead', username)}
            >
              <Button
                variant="default"
                aria-labelledby="project-lead project-lead-name"
                leftSection={<UserAvatar name={form.values.project_lead} size={18} decorative />}
              >
                <span id="project-lead-name">{form.values.project_lead ?? 'No one'}</span>
              </Button>
            </AssigneePicker>
          </div>
          <Select
            label="Visible to"
            allowDeselect={false}
            data={VISIBILITIES}
            {...form.getInputProps('project_visibility')}
          />
          <Textarea
            label="Description"
            description="Markdown"
            autosize
            minRows={4}
            maxRows={20}
            {...form.getInputProps('project_description')}
          />
          <Group>
            <Button type="submit" loading={update.isPending} disabled={!form.isDirty()}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
      <Ending project={project} />
    </div>
  )
}

function Ending({ project }: { project: ProjectDetail }) {
  const navigate = useNavigate()
  const update = useUpdateProject()
  const remove = useDeleteProject()
  const [asking, setAsking] = useState(false)
  const archived = project.archived_on !== null
  const archive = (value: boolean) =>
    update.mutate(
      { project: project.project_key, changes: { archived: value } },
      {
        onSuccess: () =>
          toastDone(value ? 'The project is archived' : 'The project is active again', () =>
            archive(!value),
          ),
        onError: (error) => toastError('Nothing was changed', error, () => archive(value)),
      },
    )
  return (
    <section className={classes.ending} aria-labelledby="ending">
      <h2 id="ending" className={classes.title}>
        {archived ? 'Archived' : 'End this project'}
      </h2>
      <p className={classes.text}>
        {archived
          ? 'Its issues can be read and found, but not changed.'
          : 'In the archive its issues can still be read and found, but not changed. Only a project without issues can be deleted.'}
      </p>
      <Group>
        <Button variant="default" onClick={() => archive(!archived)} loading={update.isPending}>
          {archived ? 'Take out of the archive' : 'Archive'}
        </Button>
        {project.total_issues === 0 && (
          <Button variant="light" color="red" onClick={() => setAsking(true)}>
            Delete
          </Button>
        )}
      </Group>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${project.project_key}?`}
      >
        <p className={classes.text}>The project and its members’ roles are gone then, for good.</p>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
            Cancel
          </Button>
          <Button
            color="red"
            loading={remove.isPending}
            onClick={() =>
              remove.mutate(project.project_key, {
                onSuccess: () => navigate({ to: '/projects' }),
                onError: (error) => toastError('The project was not deleted', error),
              })
            }
          >
            Delete the project
          </Button>
        </Group>
      </Modal>
    </section>
  )
}
