import { IconCheck, IconLock, IconMinus } from '@tabler/icons-react'
import { memo, type ReactNode } from 'react'
import type { ColumnRead } from '@/api/types.gen'
import { PriorityIcon } from '@/features/enumerations/PriorityIcon'
import { StatusIcon } from '@/features/enumerations/StatusIcon'
import { TypeIcon } from '@/features/enumerations/TypeIcon'
import { enumLabel, shownValue } from '../values'
import classes from './CellValue.module.css'

/** The marks of enums that have one; an enum that has none is its label alone. */
const MARKS: Readonly<Record<string, (value: number) => ReactNode>> = {
  IssueStatus: (value) => <StatusIcon status={value} />,
  IssuePriority: (value) => <PriorityIcon priority={value} />,
  IssueType: (value) => <TypeIcon type={value} />,
}

/** The mark of an enum's value, hidden from screen readers: its label stands beside it. */
export function EnumMark({ column, value }: { column: ColumnRead; value: number }) {
  const mark = column.enum && MARKS[column.enum.name]?.(value)
  return mark ? (
    <span aria-hidden className={classes.mark}>
      {mark}
    </span>
  ) : null
}

interface Props {
  column: ColumnRead
  value: unknown
  /** The value is longer than a list shows. */
  shortened?: boolean
}

/** A value as a cell shows it, on one line. */
export const CellValue = memo(function CellValue({ column, value, shortened = false }: Props) {
  if (column.kind === 'secret')
    return (
      <span className={classes.none}>
        <IconLock size={12} stroke={1.8} aria-hidden /> Hidden
      </span>
    )
  if (value === null || value === undefined)
    return shortened ? (
      <span className={classes.none}>Too long to show here</span>
    ) : (
      <span className={classes.none}>
        <span aria-hidden>—</span>
        <span className={classes.said}>No value</span>
      </span>
    )
  switch (column.kind) {
    case 'enum':
      return (
        <span className={classes.marked}>
          <EnumMark column={column} value={Number(value)} />
          <span className={classes.text}>{enumLabel(column, value)}</span>
        </span>
      )
    case 'boolean': {
      const Glyph = value ? IconCheck : IconMinus
      return (
        <span className={classes.marked} data-dim={!value || undefined}>
          <Glyph size={14} stroke={2} aria-hidden />
          {value ? 'Yes' : 'No'}
        </span>
      )
    }
    case 'text_list': {
      const items = value as readonly string[]
      if (items.length === 0) return <span className={classes.none}>Empty</span>
      return (
        <span className={classes.items}>
          {items.slice(0, 12).map((item, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a list may hold the same text twice
            <span key={place} className={classes.item}>
              {item}
            </span>
          ))}
        </span>
      )
    }
    case 'json':
      return <span className={classes.code}>{JSON.stringify(value)}</span>
    default: {
      const text = shownValue(column, value)
      return text === '' ? (
        <span className={classes.none}>Empty</span>
      ) : (
        <span className={classes.text}>{text.length > 400 ? `${text.slice(0, 400)}…` : text}</span>
      )
    }
  }
})
