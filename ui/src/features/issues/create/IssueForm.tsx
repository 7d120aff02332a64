import { Button, Group, Switch, TextInput } from '@mantine/core'
import { useDidUpdate } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { type KeyboardEvent, useRef, useState } from 'react'
import { Tooltip } from '@/components/Tooltip'
import { keysToShow } from '@/lib/keys'
import type { CreateValues } from '@/lib/overlay'
import type { IssueRow } from '../api/list-issues'
import { DescriptionField } from './DescriptionField'
import classes from './IssueForm.module.css'
import { Properties } from './Properties'
import { SimilarIssues } from './SimilarIssues'
import { useIssueForm } from './use-issue-form'
import { useOnlyProject } from './use-only-project'

interface Props {
  /** What it begins with. */
  given: CreateValues
  /** Called when an issue was created; `another` says that the form stays for the next one. */
  onCreated: (issue: IssueRow, another: boolean) => void
  /** Called when nothing shall be created; without, there is no such button. */
  onCancel?: () => void
}

/** The form of a new issue, the same in the dialog and on the page. */
export function IssueForm({ given, onCreated, onCancel }: Props) {
  const { values, errors, problem, isDraft, isPending, change, create, discard } =
    useIssueForm(given)
  const { isNowhere } = useOnlyProject(values.project, change)
  const [another, setAnother] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const summary = useRef<HTMLInputElement>(null)
  // The first field that is wrong gets the focus.
  useDidUpdate(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [errors])

  const submit = async (stay: boolean) => {
    const issue = await create()
    if (!issue) return
    onCreated(issue, stay)
    if (stay) summary.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    const inside = form.current?.contains(event.target as Node) // and not in a picker's popover
    if (event.key !== 'Enter' || !inside || event.nativeEvent.isComposing) return
    if (event.metaKey || event.ctrlKey) {
      event.preventDefault()
      submit(another || event.shiftKey)
    } else if (event.target === summary.current) {
      event.preventDefault() // a line is not the whole issue: on to the description
      form.current?.querySelector('textarea')?.focus()
    }
  }
  return (
    <form
      ref={form}
      className={classes.form}
      noValidate
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault()
        submit(another)
      }}
    >
      {isDraft && (
        <div className={classes.draft} role="status">
          This is what you had begun.
          <Button variant="subtle" size="compact-xs" onClick={discard}>
            Discard it
          </Button>
        </div>
      )}
      <TextInput
        ref={summary}
        className={classes.summary}
        aria-label="Summary"
        placeholder="Summary"
        value={values.summary}
        onChange={({ currentTarget: { value } }) => change((was) => ({ ...was, summary: value }))}
        error={errors.summary}
        maxLength={1000}
        autoComplete="off"
        data-autofocus
      />
      <SimilarIssues summary={values.summary} />
      <DescriptionField
        value={values.description}
        onChange={(description) => change((was) => ({ ...was, description }))}
        error={errors.description}
      />
      <Properties values={values} errors={errors} onChange={change} />
      {isNowhere && (
        <div className={classes.problem} role="alert">
          <strong>There is no project to create it in.</strong> You may only read the projects that
          you see. <Link to="/projects">Create a project</Link>, or ask the lead of one to make you
          a member.
        </div>
      )}
      {problem && (
        <div className={classes.problem} role="alert">
          <strong>It was not created.</strong> <span>{problem}</span>
        </div>
      )}
      <div className={classes.foot}>
        <Tooltip label={`Create this one and go on: ${keysToShow('mod+shift+Enter')}`}>
          <Switch
            className={classes.another}
            size="xs"
            label="Create another"
            checked={another}
            onChange={(event) => setAnother(event.currentTarget.checked)}
          />
        </Tooltip>
        <Group gap={8}>
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
          )}
          <Tooltip label={`Create: ${keysToShow('mod+Enter')}`}>
            <Button type="submit" loading={isPending}>
              Create issue
            </Button>
          </Tooltip>
        </Group>
      </div>
    </form>
  )
}
