import { lazily } from '@/lib/lazily'

/** The pickers of the rail; the code of each comes when it is first wanted. */
export const statusPicker = lazily(() =>
  import('../properties/StatusPicker').then((m) => m.StatusPicker),
)
export const priorityPicker = lazily(() =>
  import('../properties/PriorityPicker').then((m) => m.PriorityPicker),
)
export const typePicker = lazily(() => import('../properties/TypePicker').then((m) => m.TypePicker))
export const assigneePicker = lazily(() =>
  import('../properties/AssigneePicker').then((m) => m.AssigneePicker),
)
export const resolutionPicker = lazily(() =>
  import('../properties/ResolutionPicker').then((m) => m.ResolutionPicker),
)
export const pointsPicker = lazily(() =>
  import('../properties/PointsPicker').then((m) => m.PointsPicker),
)
export const namesPicker = lazily(() =>
  import('../properties/NamesPicker').then((m) => m.NamesPicker),
)
export const parentPicker = lazily(() =>
  import('../properties/ParentPicker').then((m) => m.ParentPicker),
)

/** Have those at hand that keys open: what is typed right after the key is meant for them. */
export function preloadPickers(): void {
  for (const picker of [statusPicker, priorityPicker, assigneePicker, namesPicker]) picker.preload()
}
