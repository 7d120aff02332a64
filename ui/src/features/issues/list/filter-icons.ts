import {
  IconAntennaBars5,
  IconCategory,
  IconCheckbox,
  IconCircleDashed,
  IconFolder,
  IconPencil,
  IconPuzzle,
  IconRepeat,
  IconSitemap,
  IconTag,
  IconUser,
  IconVersions,
} from '@tabler/icons-react'
import type { ListFilter } from '../search'

/** The glyph of each property that the list can be filtered by. */
export const FILTER_ICONS: Readonly<Record<ListFilter, typeof IconTag>> = {
  project: IconFolder,
  status: IconCircleDashed,
  priority: IconAntennaBars5,
  type: IconCategory,
  resolution: IconCheckbox,
  assignee: IconUser,
  reporter: IconPencil,
  label: IconTag,
  component: IconPuzzle,
  version: IconVersions,
  sprint: IconRepeat,
  parent: IconSitemap,
}
