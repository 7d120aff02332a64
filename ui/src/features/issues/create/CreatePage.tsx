import { useNavigate, useSearch } from '@tanstack/react-router'
import { usePage } from '@/lib/page'
import classes from './CreatePage.module.css'
import { IssueForm } from './IssueForm'
import { sayCreated } from './say-created'

/** The form of a new issue as a page of its own, filled in by its address. */
export function CreatePage() {
  usePage([{ label: 'Issues', to: '/issues' }, { label: 'New issue' }])
  const given = useSearch({ from: '/shell/create' })
  const navigate = useNavigate()
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>New issue</h1>
      <IssueForm
        key={JSON.stringify(given)}
        given={given}
        onCreated={({ issue_name: ticket }, another) => {
          const open = () => navigate({ to: '/issues/$ticket', params: { ticket } })
          if (another) sayCreated(ticket, open)
          else {
            open()
            sayCreated(ticket)
          }
        }}
      />
    </div>
  )
}
