import { Button } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { lazy, type ReactElement, Suspense, useState } from 'react'
import { dateTime } from '@/lib/time'
import { isSame, shownValue, toText } from '../values'
import type { EditorProps } from './CellEditor'
import { compared } from './compare'
import { EditorPopover } from './EditorPopover'
import classes from './editors.module.css'

const Markdown = lazy(() => import('@/components/Markdown').then((m) => ({ default: m.Markdown })))

interface Props extends EditorProps {
  locked: string
  shown: ReactElement
}

/** A value that cannot be changed, whole, with the reason for that. */
export function Viewer({ column, row, value, locked, shown, onDone }: Props) {
  const other = compared(column.name, row)
  const isWide = ['json', 'markdown', 'long_text'].includes(column.kind)
  return (
    <EditorPopover
      shown={shown}
      title={column.title}
      width={other ? 640 : isWide ? 560 : 340}
      aside={
        <Button data-autofocus variant="default" ml="auto" onClick={() => onDone(null, 'stay')}>
          Close
        </Button>
      }
      onCancel={() => onDone(null, 'stay')}
    >
      {other ? (
        <Differences {...other} />
      ) : column.kind === 'markdown' && typeof value === 'string' ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={classes.preview} aria-label={column.title} tabIndex={0}>
          <Suspense>
            <Markdown text={value} />
          </Suspense>
        </section>
      ) : column.kind === 'json' && value !== null ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
        <pre className={classes.pre} tabIndex={0}>
          {toText(column, value)}
        </pre>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
        <p className={classes.plain} tabIndex={0}>
          {plain(column, value)}
        </p>
      )}
      <p className={classes.lock}>
        <IconLock size={13} aria-hidden /> {locked}
      </p>
    </EditorPopover>
  )
}

function plain(column: EditorProps['column'], value: unknown): string {
  if (value === null) return 'No value'
  if (column.kind === 'time' && typeof value === 'number')
    return `${dateTime(value)}\n${new Date(value).toISOString()}\n${value}`
  if (column.kind === 'text_list') return toText(column, value) || 'Empty'
  return shownValue(column, value) || 'Empty'
}

/** Two JSON objects of a row side by side, at first only where they differ. */
function Differences({ names, rows }: NonNullable<ReturnType<typeof compared>>) {
  const [isAll, setAll] = useState(false)
  const different = rows.filter(({ left, right }) => !isSame(left, right))
  const shown = isAll ? rows : different
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.preview} aria-label={names.join(' and ')} tabIndex={0}>
        {shown.length === 0 ? (
          <p className={classes.lock}>Nothing differs.</p>
        ) : (
          <table className={classes.compare}>
            <thead>
              <tr>
                <th scope="col">Column</th>
                {names.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map(({ key, left, right }) => (
                <tr key={key} className={isSame(left, right) ? classes.same : undefined}>
                  <th scope="row">{key}</th>
                  <td>{JSON.stringify(left)}</td>
                  <td>{JSON.stringify(right)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      {different.length < rows.length && (
        <div>
          <Button variant="default" onClick={() => setAll(!isAll)}>
            {isAll ? 'Only what differs' : `All ${rows.length} values`}
          </Button>
        </div>
      )}
    </>
  )
}
