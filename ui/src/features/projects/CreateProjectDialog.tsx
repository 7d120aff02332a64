import { Button, Group, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { ProjectVisibility } from '@/api/types.gen'
import { FormError } from '@/features/auth/FormError'
import { useFocusBack } from '@/lib/focus-back'
import { ApiError, messageOf } from '@/lib/problem'
import { useCreateProject } from './api/create-project'
import { VISIBILITIES } from './visibilities'

/** The key that a name suggests: "Web shop" → "WS", "Payments" → "PAY". */
export function keyFor(name: string): string {
  const words = name
    .normalize('NFD')
    .replace(/[^A-Za-z0-9 ]/g, '')
    .split(/\s+/)
    .filter(Boolean)
  const letters =
    words.length > 1 ? words.map((word) => word[0]).join('') : (words[0] ?? '').slice(0, 3)
  return letters.toUpperCase().replace(/^\d+/, '').slice(0, 10)
}

interface Props {
  onClose: () => void
  onCreated: (projectKey: string) => void
}

/** Makes a project. */
export function CreateProjectDialog({ onClose, onCreated }: Props) {
  useFocusBack()
  const create = useCreateProject()
  const [failure, setFailure] = useState<string | null>(null)
  const form = useForm({
    initialValues: {
      project_name: '',
      project_key: '',
      project_description: '',
      project_visibility: String(ProjectVisibility.PUBLIC),
    },
    validateInputOnBlur: true,
    validate: {
      project_name: (value) => (value.trim() ? null : 'A project needs a name.'),
      project_key: (value) =>
        /^[A-Z][A-Z0-9]{1,9}$/.test(value)
          ? null
          : 'Two to ten capitals and digits, a letter first.',
    },
  })
  const submit = form.onSubmit(async ({ project_visibility, ...values }) => {
    setFailure(null)
    try {
      await create.mutateAsync({
        ...values,
        project_visibility: Number(project_visibility) as ProjectVisibility,
      })
      onCreated(values.project_key)
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : {}
      form.setErrors(fields)
      if (error instanceof ApiError && error.status === 409)
        form.setFieldError('project_key', 'This key is taken.')
      else if (Object.keys(fields).length === 0) setFailure(messageOf(error))
    }
  })
  return (
    <Modal opened onClose={onClose} title="New project">
      <form onSubmit={submit} noValidate>
        <Stack>
          <FormError message={failure} />
          <TextInput
            label="Name"
            data-autofocus
            autoComplete="off"
            {...form.getInputProps('project_name')}
            onChange={(event) => {
              const name = event.currentTarget.value
              const { project_name, project_key } = form.values
              form.setFieldValue('project_name', name)
              if (project_key === keyFor(project_name))
                form.setFieldValue('project_key', keyFor(name))
            }}
          />
          <TextInput
            label="Key"
            description="Begins the name of each of its issues, as OPS-42. It stays as it is."
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps('project_key')}
            onChange={(event) =>
              form.setFieldValue('project_key', event.currentTarget.value.toUpperCase())
            }
          />
          <Select
            label="Visible to"
            allowDeselect={false}
            data={VISIBILITIES}
            {...form.getInputProps('project_visibility')}
          />
          <Textarea
            label="Description"
            description="Markdown, optional"
            autosize
            minRows={3}
            maxRows={10}
            {...form.getInputProps('project_description')}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Create project
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
