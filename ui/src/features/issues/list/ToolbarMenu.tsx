import { Menu } from '@mantine/core'
import { IconDownload, IconLink } from '@tabler/icons-react'
import { copyText } from '@/lib/clipboard'
import { toastDone, toastError } from '@/lib/toast'

interface Props {
  /** The address of this view for others. */
  shareable: () => string
  /** Where the view is to be had as CSV. */
  csv: string
}

/** What can be done with a view of the list. */
export function ToolbarMenu({ shareable, csv }: Props) {
  return (
    <>
      <Menu.Item
        leftSection={<IconLink size={15} />}
        onClick={() =>
          copyText(shareable()).then(
            () => toastDone('Link to this view copied'),
            (error: unknown) => toastError('The link was not copied', error),
          )
        }
      >
        Copy link
      </Menu.Item>
      <Menu.Item component="a" href={csv} download leftSection={<IconDownload size={15} />}>
        Download CSV
      </Menu.Item>
    </>
  )
}
