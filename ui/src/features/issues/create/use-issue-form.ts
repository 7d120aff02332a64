import { useForm } from '@mantine/form'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useMe } from '@/features/auth/session'
import type { CreateValues } from '@/lib/overlay'
import { ApiError, messageOf } from '@/lib/problem'
import { useCreateIssue } from '../api/create-issue'
import type { IssueRow } from '../api/list-issues'
import { keepDraft, keptDraft, lastProject, rememberProject } from './draft'
import {
  EMPTY,
  type FormValues,
  faultsFrom,
  faultsOf,
  nextAfter,
  resumed,
  toIssue,
  valuesFrom,
} from './values'

/** How long after a change the draft is written. */
const KEEP_MS = 400

/** The state of the form of a new issue: its values, its draft, and how it is created. */
export function useIssueForm(given: CreateValues) {
  const { username } = useMe()
  const { mutateAsync, isPending } = useCreateIssue()
  const [begun] = useState(() => {
    const said = valuesFrom(given)
    const draft = said.summary ? null : keptDraft(username)
    const usual: FormValues = { ...EMPTY, project: lastProject(username), ...said }
    return { usual, values: resumed(usual, draft, said), isDraft: draft !== null }
  })
  const [isDraft, setIsDraft] = useState(begun.isDraft)
  /** Why it was not created, where no field is to blame. */
  const [problem, setProblem] = useState<string | null>(null)
  const form = useForm<FormValues>({
    initialValues: begun.values,
    validate: (values) => faultsOf(values),
  })
  const { values } = form

  const written = useRef<FormValues | null>(values)
  useEffect(() => {
    written.current = values
    const timer = setTimeout(() => keepDraft(username, values), KEEP_MS)
    return () => clearTimeout(timer)
  }, [username, values])
  useEffect(() => () => keepDraft(username, written.current), [username])

  const { setValues, clearFieldError } = form
  /** Change values; what was said of those that change is taken back. */
  const change = useCallback(
    (how: (values: FormValues) => FormValues) => {
      setValues((was) => {
        const before = was as FormValues // it is never asked for a part alone
        const next = how(before)
        for (const name of Object.keys(next) as (keyof FormValues)[])
          if (next[name] !== before[name]) clearFieldError(name)
        return next
      })
      setProblem(null)
    },
    [setValues, clearFieldError],
  )

  /** Create the issue; null if something is wrong, which is then said at the fields. */
  async function create(): Promise<IssueRow | null> {
    if (isPending || form.validate().hasErrors) return null
    setProblem(null)
    try {
      const issue = await mutateAsync(toIssue(values))
      rememberProject(username, values.project)
      written.current = null
      keepDraft(username, null)
      setIsDraft(false)
      form.setValues(nextAfter(values))
      return issue
    } catch (error) {
      const { form: other, ...faults } = faultsFrom(error instanceof ApiError ? error.fields : {})
      form.setErrors(faults)
      if (other || Object.keys(faults).length === 0) setProblem(other ?? messageOf(error))
      return null
    }
  }

  /** Begin anew, without what was written before. */
  function discard(): void {
    setIsDraft(false)
    setProblem(null)
    form.clearErrors()
    form.setValues(begun.usual)
  }

  return {
    values,
    errors: form.errors as Partial<Record<keyof FormValues, string>>,
    problem,
    isDraft,
    isPending,
    change,
    create,
    discard,
  }
}
