import type { IssueStatus } from '@/api/types.gen'
import type { IssueRow } from '../api/list-issues'

const CARD = Symbol('card')
const COLUMN = Symbol('column')

/** A card that is dragged, or that another one is dragged over. */
export interface Dragged {
  row: IssueRow
  index: number
}

/** What a card tells to whom it is dragged over, and the other way round. */
export function cardData(card: Dragged): Record<string | symbol, unknown> {
  return { [CARD]: card }
}

/** The card in what was told; null if it was something else. */
export function draggedOf(data: Record<string | symbol, unknown>): Dragged | null {
  return (data[CARD] as Dragged | undefined) ?? null
}

/** A column over which a card is dragged, and which end of it is nearer where no card is. */
interface OverColumn {
  status: IssueStatus
  end: 'top' | 'bottom'
}

/** What a column tells. */
export function columnData(
  status: IssueStatus,
  end: 'top' | 'bottom',
): Record<string | symbol, unknown> {
  return { [COLUMN]: { status, end } }
}

/** The column in what was told; null if it was something else. */
export function columnOf(data: Record<string | symbol, unknown>): OverColumn | null {
  return (data[COLUMN] as OverColumn | undefined) ?? null
}
