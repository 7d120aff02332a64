import { useEffect } from 'react'
import { lazily } from '@/lib/lazily'
import { closeOverlay, useOverlay } from '@/lib/overlay'

const createDialog = lazily(() =>
  import('@/features/issues/create/CreateDialog').then((m) => m.CreateDialog),
)
const palette = lazily(() => import('./Palette').then((m) => m.Palette))
const helpSheet = lazily(() => import('./HelpSheet').then((m) => m.HelpSheet))

const CODE = { create: createDialog, palette, help: helpSheet }

/** What lies over a page. The code of each comes when it is first wanted. */
export function Overlays() {
  const { overlay, values } = useOverlay()
  const CreateDialog = createDialog.use()
  const Palette = palette.use()
  const HelpSheet = helpSheet.use()
  useEffect(() => {
    if (overlay) CODE[overlay].whenLoaded(() => {})
  }, [overlay])
  if (overlay === 'create' && CreateDialog)
    return <CreateDialog values={values} onClose={closeOverlay} />
  if (overlay === 'palette' && Palette) return <Palette onClose={closeOverlay} />
  if (overlay === 'help' && HelpSheet) return <HelpSheet onClose={closeOverlay} />
  return null
}
