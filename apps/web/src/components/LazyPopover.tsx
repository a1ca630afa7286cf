import type { PopoverProps } from '@mui/material/Popover'
import { Suspense } from 'react'
import { lazyOverlay } from './lazy-overlay.tsx'

const Popover = lazyOverlay(() => import('@mui/material/Popover').then((module) => module.default), {
  close: ({ onClose }) => onClose?.({}, 'backdropClick'),
})

/** A popover whose code comes when it is first opened; until then a closed one costs nothing. */
export function LazyPopover(props: PopoverProps) {
  if (!props.open) return null
  return (
    <Suspense>
      <Popover {...props} />
    </Suspense>
  )
}
