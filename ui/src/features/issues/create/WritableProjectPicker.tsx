import { useDebouncedValue } from '@mantine/hooks'
import { type ReactElement, useState } from 'react'
import { MemberRole } from '@/api/types.gen'
import { Picker } from '@/components/Picker'
import { useFoundProjects } from '@/features/projects/api/find-projects'

interface Props {
  value: string
  onChange: (project: string) => void
  children: ReactElement
}

/** Chooses one of the projects in which one may create issues. */
export function WritableProjectPicker({ value, onChange, children }: Props) {
  const [opened, setOpened] = useState(false)
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text.trim(), 150)
  const { data, isFetching } = useFoundProjects(wanted, opened, 200)
  const options = (data?.items ?? [])
    .filter((project) => project.member_role >= MemberRole.MEMBER)
    .map((project) => ({
      value: project.project_key,
      label: project.project_key,
      hint: project.project_name,
    }))
  return (
    <Picker
      label="Project"
      options={options}
      selected={[value]}
      onPick={onChange}
      loading={isFetching}
      width={300}
      onSearch={setText}
      opened={opened}
      onOpenedChange={setOpened}
    >
      {children}
    </Picker>
  )
}
