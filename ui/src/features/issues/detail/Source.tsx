import { IconChevronRight } from '@tabler/icons-react'
import classes from './Source.module.css'

type Values = Readonly<Record<string, unknown>>

const ORIGINS: Readonly<Record<string, string>> = {
  'jira-csv': 'Imported from Jira (CSV)',
  simulation: 'Made by the simulation',
}

/** What is told in an own way or nobody needs to read. */
const TOLD = new Set(['from', 'attachments', 'unmapped'])

/** Where an import found an issue, and what it knew of it that has no column here. */
export function Source({ source }: { source: Values }) {
  const from = typeof source.from === 'string' ? source.from : 'another tracker'
  const attachments = Array.isArray(source.attachments) ? source.attachments.map(String) : []
  const unmapped = isValues(source.unmapped) ? source.unmapped : {}
  const values = Object.entries(source).filter(([name]) => !TOLD.has(name))
  return (
    <details className={classes.source}>
      <summary className={classes.head}>
        <IconChevronRight size={14} stroke={1.8} aria-hidden className={classes.arrow} />
        {ORIGINS[from] ?? `Imported from ${from}`}
        {attachments.length > 0 && (
          <span className={classes.count}>
            {attachments.length} {attachments.length === 1 ? 'attachment' : 'attachments'}
          </span>
        )}
      </summary>
      <dl className={classes.values}>
        {[...values, ...Object.entries(unmapped)].map(([name, value]) => (
          <div key={name} className={classes.value}>
            <dt>{nameOf(name)}</dt>
            <dd>{wordsOf(value)}</dd>
          </div>
        ))}
      </dl>
      {attachments.length > 0 && (
        <>
          <p className={classes.heading} aria-hidden>
            Attachments, by their names
          </p>
          <ul className={classes.files} aria-label="Attachments">
            {attachments.map((cell) => (
              <li key={cell}>
                <Attachment cell={cell} />
              </li>
            ))}
          </ul>
        </>
      )}
    </details>
  )
}

/** A cell of Jira's export: `date;user;name;address`. The file itself did not come along. */
function Attachment({ cell }: { cell: string }) {
  const { name, detail, href } = readAttachment(cell)
  return (
    <>
      {href ? (
        <a href={href} target="_blank" rel="noreferrer noopener nofollow">
          {name}
        </a>
      ) : (
        <span>{name}</span>
      )}
      {detail && <span className={classes.detail}>{detail}</span>}
    </>
  )
}

/** The parts of an attachment's cell; what does not look like one is a name as it stands. */
export function readAttachment(cell: string): { name: string; detail?: string; href?: string } {
  const parts = cell.split(';')
  const address = parts.at(-1) ?? ''
  const isAddress = /^https?:\/\/\S+$/.test(address)
  if (parts.length < 4 || !isAddress)
    return isAddress ? { name: address, href: address } : { name: cell }
  const [date, user] = parts
  return {
    name: parts.slice(2, -1).join(';'),
    detail: [user, date].filter(Boolean).join(', '),
    href: address,
  }
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** "Custom field (Epic Name)" → "Epic Name", "jira_id" → "Jira id" */
function nameOf(name: string): string {
  const words = /^Custom field \((.+)\)$/.exec(name)?.[1] ?? name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function wordsOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(wordsOf).join(', ')
  if (value === null || value === undefined || value === '') return '–'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
