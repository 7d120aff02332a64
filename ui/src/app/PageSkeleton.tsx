import { SkeletonRows } from '@/components/SkeletonRows'

/** A page whose code is still on its way. */
export function PageSkeleton() {
  return <SkeletonRows rows={12} label="Loading the page" />
}
