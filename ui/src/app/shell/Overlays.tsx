import { lazy, Suspense } from 'react'
import { closeOverlay, useOverlay } from '@/lib/overlay'

const CreateDialog = lazy(() =>
  import('@/features/issues/create/CreateDialog').then((m) => ({ default: m.CreateDialog })),
)
const Palette = lazy(() => import('./Palette').then((m) => ({ default: m.Palette })))
const HelpSheet = lazy(() => import('./HelpSheet').then((m) => ({ default: m.HelpSheet })))

/** What lies over a page. The code of each comes when it is first wanted. */
export function Overlays() {
  const { overlay, values } = useOverlay()
  return (
    <Suspense>
      {overlay === 'create' && <CreateDialog values={values} onClose={closeOverlay} />}
      {overlay === 'palette' && <Palette onClose={closeOverlay} />}
      {overlay === 'help' && <HelpSheet onClose={closeOverlay} />}
    </Suspense>
  )
}
