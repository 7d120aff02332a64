import { ActionIcon, Button, NativeSelect, Popover } from '@mantine/core'
import {
  IconAlertTriangle,
  IconChevronLeft,
  IconChevronRight,
  IconTrash,
  IconX,
} from '@tabler/icons-react'
import { useState } from 'react'
import type { PageRowRead, RowRead, TableRead } from '@/api/types.gen'
import { Tooltip } from '@/components/Tooltip'
import { keysToShow } from '@/lib/keys'
import { lazily } from '@/lib/lazily'
import { toastDone } from '@/lib/toast'
import { countOf, NO_DRAFTS } from './rows/drafts'
import type { DraftStore } from './rows/use-drafts'
import classes from './TableFooter.module.css'

const review = lazily(() => import('./rows/Review').then((m) => m.Review))

interface Props {
  table: TableRead
  page: PageRowRead | undefined
  pageNo: number
  perPage: number
  store: DraftStore
  isSaving: boolean
  selected: readonly RowRead[]
  onPage: (page: number) => void
  onPerPage: (size: number) => void
  onSave: () => void
  onDelete: () => void
  onUnselect: () => void
  onShowRow: (row: RowRead) => void
}

/** Which rows are shown, and what is to become of the changed and the chosen ones. */
export function TableFooter(props: Props) {
  const { table, store, selected } = props
  return (
    <footer className={classes.footer}>
      <div className={classes.rest}>
        {selected.length > 0 && (
          <div className={classes.group}>
            <span className={classes.said}>
              {selected.length} {selected.length === 1 ? 'row' : 'rows'} selected
            </span>
            <ActionIcon aria-label="Select none" onClick={props.onUnselect}>
              <IconX size={15} />
            </ActionIcon>
            <Button
              variant="default"
              color="red"
              leftSection={<IconTrash size={15} stroke={1.6} />}
              onClick={props.onDelete}
            >
              Delete…
            </Button>
          </div>
        )}
        {store.drafts.size > 0 && (
          <Changes
            table={table}
            store={store}
            isSaving={props.isSaving}
            onSave={props.onSave}
            onShowRow={props.onShowRow}
          />
        )}
      </div>
      <Paging {...props} />
    </footer>
  )
}

function Paging(props: Pick<Props, 'page' | 'pageNo' | 'perPage' | 'onPage' | 'onPerPage'>) {
  const { page, pageNo, perPage, onPage, onPerPage } = props
  const total = page?.total ?? 0
  const from = page?.items.length ? (pageNo - 1) * perPage + 1 : 0
  const to = from === 0 ? 0 : from + (page?.items.length ?? 0) - 1
  const all = `${total.toLocaleString('en')}${page && !page.total_is_exact ? '+' : ''}`
  return (
    <nav aria-label="Pages" className={classes.group}>
      <ActionIcon
        aria-label="Page before"
        disabled={pageNo <= 1}
        onClick={() => onPage(pageNo - 1)}
      >
        <IconChevronLeft size={16} />
      </ActionIcon>
      <span className={classes.range} aria-live="polite">
        {page ? `${from.toLocaleString('en')}–${to.toLocaleString('en')} of ${all}` : ' '}
      </span>
      <ActionIcon
        aria-label="Next page"
        disabled={!page?.links.next}
        onClick={() => onPage(pageNo + 1)}
      >
        <IconChevronRight size={16} />
      </ActionIcon>
      <NativeSelect
        size="xs"
        aria-label="Rows per page"
        className={classes.size}
        data={[25, 50, 100, 200].map((size) => ({ value: String(size), label: `${size} rows` }))}
        value={String(perPage)}
        onChange={(event) => onPerPage(Number(event.currentTarget.value))}
      />
    </nav>
  )
}

interface ChangesProps {
  table: TableRead
  store: DraftStore
  isSaving: boolean
  onSave: () => void
  onShowRow: (row: RowRead) => void
}

function Changes({ table, store, isSaving, onSave, onShowRow }: ChangesProps) {
  const Review = review.use()
  const [opened, setOpened] = useState(false)
  const { rows, cells, problems } = countOf(store.drafts)
  const words = `${cells} ${cells === 1 ? 'change' : 'changes'} in ${rows} ${rows === 1 ? 'row' : 'rows'}`
  const discard = () => {
    const before = store.drafts
    store.put(NO_DRAFTS)
    toastDone('Changes discarded', () => store.put(before))
  }
  return (
    <div className={classes.group}>
      <Popover
        opened={opened}
        onChange={setOpened}
        position="top-end"
        width="min(520px, calc(100vw - 16px))"
        trapFocus
        returnFocus
      >
        <Popover.Target>
          <button
            type="button"
            className={classes.review}
            aria-label={`Review: ${words}`}
            onClick={() => review.whenLoaded(() => setOpened(!opened))}
          >
            {problems > 0 && (
              <IconAlertTriangle
                size={15}
                role="img"
                aria-label={`${problems} not saved`}
                className={classes.problem}
              />
            )}
            {words}
          </button>
        </Popover.Target>
        <Popover.Dropdown className={classes.dropdown} aria-label="Changes that are not saved">
          {Review && (
            <Review
              table={table}
              store={store}
              onShowRow={(row) => {
                setOpened(false)
                onShowRow(row)
              }}
            />
          )}
        </Popover.Dropdown>
      </Popover>
      <Button variant="default" onClick={discard} disabled={isSaving}>
        Discard
      </Button>
      <Tooltip label={`Save all changes (${keysToShow('mod+s')})`}>
        <Button onClick={onSave} loading={isSaving}>
          Save
        </Button>
      </Tooltip>
    </div>
  )
}
