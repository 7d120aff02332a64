import {
  IconBolt,
  IconBug,
  IconCheckbox,
  IconClipboardList,
  IconHelpCircle,
  IconLifebuoy,
  IconSparkles,
} from '@tabler/icons-react'
import { IssueType } from '@/api/types.gen'
import { labelOf, nameOf } from './labels'

const GLYPHS: Readonly<Record<number, typeof IconBug>> = {
  [IssueType.BUG]: IconBug,
  [IssueType.TASK]: IconCheckbox,
  [IssueType.FEATURE]: IconSparkles,
  [IssueType.REQUIREMENT]: IconClipboardList,
  [IssueType.SUPPORT]: IconLifebuoy,
  [IssueType.EPIC]: IconBolt,
}

/** A type as a glyph; its name is read out, and shown on hover. */
export function TypeIcon({ type, size = 15 }: { type: number; size?: number }) {
  const Glyph = GLYPHS[type] ?? IconHelpCircle
  const label = labelOf(IssueType, type)
  return (
    <Glyph
      size={size}
      stroke={1.8}
      role="img"
      aria-label={label}
      title={label}
      style={{ flex: 'none', color: `var(--type-${nameOf(IssueType, type).toLowerCase()})` }}
    />
  )
}
