import { Button } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { DropdownButton } from '@/components/DropdownButton'
import { lazily } from '@/lib/lazily'
import { messageOf } from '@/lib/problem'
import type { IssueRows } from '../api/list-issues'
import { DEFAULTS, type IssueSearch, withoutDefaults } from '../search'
import classes from './Pager.module.css'

const sizes = lazily(() => import('./PagerMenu').then((m) => m.PagerMenu))

interface Props {
  search: IssueSearch
  page: IssueRows
  /** Said beside the count, as what is not in it. */
  note?: ReactNode
  narrow: boolean
  /** Why what is shown could not be renewed. */
  failed: unknown
  onRetry: () => void
  onChange: (search: IssueSearch) => void
  /** The next page may soon be wanted. */
  onNextNear: () => void
}

/** The number of an issue among all: `10,000+` where counting stopped. */
export function totalText({ total, total_is_exact }: Pick<IssueRows, 'total' | 'total_is_exact'>) {
  return `${total.toLocaleString('en')}${total_is_exact ? '' : '+'}`
}

/** Where one is among all issues of the view, and the way on and back. */
export function Pager(props: Props) {
  const { search, page, note, narrow, failed, onRetry, onChange, onNextNear } = props
  const { page: number, per_page, total, total_is_exact, items, links } = page
  const first = (number - 1) * per_page + 1
  const perPage = search.rowsPerPage ?? DEFAULTS.rowsPerPage
  const pages = Math.max(1, Math.ceil(total / per_page))
  return (
    <nav aria-label="Pages" className={classes.pager}>
      <span className={classes.range}>
        {items.length === 0
          ? '0 issues'
          : `${first.toLocaleString('en')}–${(first + items.length - 1).toLocaleString('en')} of ${totalText(page)}`}
        {note && !narrow && <span className={classes.note}>{note}</span>}
      </span>
      {Boolean(failed) && (
        <span role="alert" className={classes.failed} title={messageOf(failed)}>
          Not up to date
          <Button variant="subtle" onClick={onRetry}>
            Try again
          </Button>
        </span>
      )}
      {!narrow && (
        <DropdownButton
          kind="menu"
          content={sizes}
          about={{
            size: perPage,
            onSize: (rowsPerPage: number) => {
              // What stands first now stays on the page.
              const pageNo = Math.floor((first - 1) / rowsPerPage) + 1
              onChange({ ...search, rowsPerPage, pageNo })
            },
          }}
          position="top-end"
        >
          <Button variant="subtle" color="gray" fw={400} aria-label={`Rows per page: ${perPage}`}>
            {perPage} rows
          </Button>
        </DropdownButton>
      )}
      <Step to={links.prev ? number - 1 : undefined} search={search} label="Previous page">
        <IconChevronLeft size={16} stroke={1.8} aria-hidden />
      </Step>
      <span className={classes.number}>
        Page {number.toLocaleString('en')} of {pages.toLocaleString('en')}
        {!total_is_exact && '+'}
      </span>
      <Step
        to={links.next ? number + 1 : undefined}
        search={search}
        label="Next page"
        onNear={onNextNear}
      >
        <IconChevronRight size={16} stroke={1.8} aria-hidden />
      </Step>
    </nav>
  )
}

interface StepProps {
  to: number | undefined
  search: IssueSearch
  label: string
  onNear?: () => void
  children: ReactNode
}

function Step({ to, search, label, onNear, children }: StepProps) {
  if (to === undefined)
    return (
      <button type="button" disabled aria-label={label} className={classes.step}>
        {children}
      </button>
    )
  return (
    <Link
      to="/issues"
      search={withoutDefaults({ ...search, pageNo: to })}
      aria-label={label}
      title={label}
      className={classes.step}
      preload={false}
      onPointerEnter={onNear}
      onFocus={onNear}
    >
      {children}
    </Link>
  )
}
