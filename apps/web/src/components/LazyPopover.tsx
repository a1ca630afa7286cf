import type { PopoverProps } from '@mui/material/Popover'
import { lazy, Suspense } from 'react'

const Popover = lazy(() => import('@mui/material/Popover'))

/** A popover whose code comes when it is first opened; until then a closed one costs nothing. */
export function LazyPopover(props: PopoverProps) {
  if (!props.open) return null
  return (
    <Suspense>
      <Popover {...props} />
    </Suspense>
  )
}
