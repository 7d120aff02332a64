import { Menu } from '@mantine/core'
import { ROWS_PER_PAGE } from '../search'

interface Props {
  size: number
  onSize: (size: number) => void
}

/** How many rows a page of the list has. */
export function PagerMenu({ size, onSize }: Props) {
  return (
    <Menu.RadioGroup value={String(size)} onChange={(wanted) => onSize(Number(wanted))}>
      {ROWS_PER_PAGE.map((rows) => (
        <Menu.RadioItem key={rows} value={String(rows)} closeMenuOnClick>
          {rows} rows
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  )
}
