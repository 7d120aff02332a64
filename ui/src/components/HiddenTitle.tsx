import { VisuallyHidden } from '@mantine/core'

/** The heading of a page whose name stands in the breadcrumb already, for screen readers. */
export function HiddenTitle({ children }: { children: string }) {
  return <VisuallyHidden component="h1">{children}</VisuallyHidden>
}
