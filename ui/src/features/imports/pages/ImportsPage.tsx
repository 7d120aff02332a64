import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { AdminNav } from '@/features/admin/AdminNav'
import { AdminOnly } from '@/features/admin/AdminOnly'
import { usePage } from '@/lib/page'
import { messageOf } from '@/lib/problem'
import { toastError, toastNext } from '@/lib/toast'
import type { ImportOptions } from '../api/create-import'
import { renewImports } from '../api/list-imports'
import { JobList } from '../JobList'
import { type Chosen, NewImport } from '../NewImport'
import { startUpload } from '../upload'
import classes from './ImportsPage.module.css'

const JobView = lazy(() => import('../JobView').then((m) => ({ default: m.JobView })))

/** Brings issues here that Jira has exported. */
export function ImportsPage() {
  return (
    <AdminOnly>
      <div className={classes.page}>
        <AdminNav />
        <Imports />
      </div>
    </AdminOnly>
  )
}

/** A dry run of the chosen file, which can be followed by the real import. */
interface Tried {
  job: number
  chosen: Chosen
  options: ImportOptions
}

function Imports() {
  usePage([{ label: 'Administration', to: '/admin' }, { label: 'Imports' }])
  const { job } = useSearch({ from: '/shell/admin/imports' })
  const navigate = useNavigate({ from: '/admin/imports' })
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [tried, setTried] = useState<Tried | null>(null)
  const [problem, setProblem] = useState('')
  const isHere = useRef(true)
  useEffect(() => {
    isHere.current = true
    return () => {
      isHere.current = false
    }
  }, [])

  const send = async (wanted: Chosen, options: ImportOptions) => {
    setProblem('')
    try {
      const { id } = await startUpload(wanted.file, options)
      setTried(options.dryRun ? { job: id, chosen: wanted, options } : null)
      if (!options.dryRun) setChosen(null)
      renewImports()
      const show = () => navigate({ to: '/admin/imports', search: { job: id } })
      if (isHere.current) show()
      // Whoever looks at another page meanwhile stays there.
      else toastNext(`${wanted.file.name} is uploaded`, [{ label: 'Show', run: show }])
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return
      if (isHere.current) setProblem(messageOf(error))
      else toastError(`${wanted.file.name} was not uploaded`, error)
    }
  }

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.scroll} aria-label="Imports" tabIndex={0}>
      <div className={classes.content}>
        <NewImport
          chosen={chosen}
          problem={problem}
          onChoose={(next) => {
            setChosen(next)
            setProblem('')
          }}
          onSend={send}
        />
        {job !== undefined && (
          <Suspense>
            <JobView
              key={job}
              id={job}
              onImport={
                tried?.job === job && chosen === tried.chosen
                  ? () => send(tried.chosen, { ...tried.options, dryRun: false })
                  : undefined
              }
              onClose={() => navigate({ search: {} })}
            />
          </Suspense>
        )}
        <JobList current={job} />
      </div>
    </section>
  )
}
