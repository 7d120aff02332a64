import { listChange } from '../timeline'
import classes from './changes.module.css'
import type { ChangeProps } from './types'

/** What one and what many items of each list are called within a sentence. */
const WORDS: Readonly<Record<string, [one: string, many: string]>> = {
  labels: ['label', 'labels'],
  components: ['component', 'components'],
  issue_affected_versions: ['affected version', 'affected versions'],
  issue_affected_version: ['affected version', 'affected versions'],
  issue_fixed_versions: ['fix version', 'fix versions'],
  issue_fixed_version: ['fix version', 'fix versions'],
  issue_sprints: ['sprint', 'sprints'],
}

/** "added labels ios, ui and removed label beta" */
export function NamesChange({ change }: ChangeProps) {
  const { added, removed } = listChange(change)
  const [one, many] = WORDS[change.field] ?? ['item', 'items']
  if (added.length + removed.length === 0) return <>changed the order of the {many}</>
  const told = (verb: string, names: string[]) => (
    <>
      {verb} {names.length === 1 ? one : many}{' '}
      {names.map((name, place) => (
        <span key={name}>
          {place > 0 && ' '}
          <span className={classes.name}>{name}</span>
        </span>
      ))}
    </>
  )
  return (
    <>
      {added.length > 0 && told('added', added)}
      {added.length > 0 && removed.length > 0 && ' and '}
      {removed.length > 0 && told('removed', removed)}
    </>
  )
}
