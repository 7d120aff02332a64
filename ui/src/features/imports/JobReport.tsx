import { IconArrowUpRight, IconChevronRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useId, useState } from 'react'
import type { ImportReportRead } from '@/api/types.gen'
import classes from './JobReport.module.css'
import { exampleParts, meaningOf } from './notes'

const SHOWN_AT_FIRST = 10

const COUNTS = [
  { key: 'issues_new', label: 'new issues' },
  { key: 'issues_unchanged', label: 'issues here already' },
  { key: 'comments_new', label: 'new comments' },
  { key: 'comments_unchanged', label: 'comments here already' },
  { key: 'links_new', label: 'new links' },
  { key: 'users_made', label: 'users made, inactive' },
  { key: 'projects_made', label: 'projects made' },
  { key: 'rows_refused', label: 'rows refused' },
] as const satisfies readonly { key: keyof ImportReportRead; label: string }[]

/** What an import did, or in a dry run would do. */
export function JobReport({ report }: { report: ImportReportRead }) {
  const counts = COUNTS.filter(({ key }) => report[key] > 0 || key === 'issues_new')
  const id = useId()
  return (
    <div className={classes.report}>
      {report.dry_run && (
        <p className={classes.dry}>A dry run: this is what would happen. Nothing was written.</p>
      )}
      <dl className={classes.counts}>
        {counts.map(({ key, label }) => (
          <div key={key} className={classes.count} data-bad={key === 'rows_refused' || undefined}>
            <dt>{label}</dt>
            <dd>{report[key].toLocaleString('en')}</dd>
          </div>
        ))}
      </dl>
      <Projects report={report} />
      {report.rows_refused > 0 && (
        <section aria-labelledby={`${id}-refused`}>
          <h3 id={`${id}-refused`} className={classes.heading}>
            Rows refused
          </h3>
          <Refused report={report} />
        </section>
      )}
      {Object.keys(report.notes).length > 0 && (
        <section aria-labelledby={`${id}-notes`}>
          <h3 id={`${id}-notes`} className={classes.heading}>
            {report.dry_run ? 'What would be changed on the way' : 'What was changed on the way'}
          </h3>
          <Notes report={report} />
        </section>
      )}
    </div>
  )
}

/** Where to find what was imported. */
function Projects({ report }: { report: ImportReportRead }) {
  const projects = Object.entries(report.projects)
  if (projects.length === 0) return null
  return (
    <ul className={classes.projects} aria-label="Projects">
      {projects.map(([key, count]) => {
        const words = `${count.toLocaleString('en')} new`
        return (
          <li key={key}>
            {report.dry_run ? (
              <span className={classes.project}>
                {key} <span>{words}</span>
              </span>
            ) : (
              <Link
                to="/issues"
                search={{ state: 'all', project: [key], sort: '-id' }}
                className={classes.project}
              >
                {key} <span>{words}</span>
                <IconArrowUpRight size={14} aria-hidden />
              </Link>
            )}
          </li>
        )
      })}
    </ul>
  )
}

function Refused({ report }: { report: ImportReportRead }) {
  const [isAll, setAll] = useState(false)
  const { refused, rows_refused, files } = report
  const shown = isAll ? refused : refused.slice(0, SHOWN_AT_FIRST)
  const hidden = rows_refused - refused.length
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            {files.length > 1 && <th scope="col">File</th>}
            <th scope="col">Line</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ file, line, reason }) => (
            <tr key={`${file}:${line}:${reason}`}>
              {files.length > 1 && <td>{file}</td>}
              <td className={classes.line}>{line.toLocaleString('en')}</td>
              <td>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {!isAll && refused.length > shown.length && (
        <button type="button" className={classes.more} onClick={() => setAll(true)}>
          Show all {refused.length.toLocaleString('en')}
        </button>
      )}
      {isAll && hidden > 0 && (
        <p className={classes.hint}>and {hidden.toLocaleString('en')} more, which are not kept</p>
      )}
    </>
  )
}

function Notes({ report }: { report: ImportReportRead }) {
  const notes = Object.entries(report.notes).sort(([, a], [, b]) => b.count - a.count)
  return (
    <div className={classes.notes}>
      {notes.map(([code, { count, examples }]) => {
        const { title, text } = meaningOf(code)
        return (
          <details key={code} className={classes.noteBox}>
            <summary className={classes.note}>
              <IconChevronRight size={14} aria-hidden className={classes.chevron} />
              <span className={classes.noteTitle}>{title}</span>
              <span className={classes.noteText}>{text}</span>
              <span className={classes.noteCount}>{count.toLocaleString('en')}</span>
            </summary>
            <ul className={classes.examples}>
              {examples.map((example) => (
                <Example key={example} example={example} isReal={!report.dry_run} />
              ))}
              {count > examples.length && (
                <li className={classes.hint}>
                  and {(count - examples.length).toLocaleString('en')} more
                </li>
              )}
            </ul>
          </details>
        )
      })}
    </div>
  )
}

function Example({ example, isReal }: { example: string; isReal: boolean }) {
  const { ticket, rest } = exampleParts(example)
  if (ticket === null || !isReal) return <li>{example}</li>
  return (
    <li>
      <Link to="/issues/$ticket" params={{ ticket }}>
        {ticket}
      </Link>
      : {rest}
    </li>
  )
}
