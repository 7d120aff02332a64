import { ActionIcon } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import classes from './Pages.module.css'

interface Props {
  page: number
  perPage: number
  total: number
  exact: boolean
  onPage: (page: number) => void
}

/** "1–50 of 413", and the ways to the page before and after. */
export function Pages({ page, perPage, total, exact, onPage }: Props) {
  const from = total === 0 ? 0 : (page - 1) * perPage + 1
  const to = Math.min(page * perPage, total)
  const single = page === 1 && exact && to >= total
  const shown = exact ? total.toLocaleString('en') : `${total.toLocaleString('en')}+`
  return (
    <nav className={classes.pages} aria-label="Pages">
      <span aria-live="polite">
        {from.toLocaleString('en')}–{(exact ? to : page * perPage).toLocaleString('en')} of {shown}
      </span>
      {!single && (
        <>
          <ActionIcon
            disabled={page <= 1}
            onClick={() => onPage(page - 1)}
            aria-label="Previous page"
          >
            <IconChevronLeft size={16} />
          </ActionIcon>
          <ActionIcon
            disabled={exact && to >= total}
            onClick={() => onPage(page + 1)}
            aria-label="Next page"
          >
            <IconChevronRight size={16} />
          </ActionIcon>
        </>
      )}
    </nav>
  )
}
