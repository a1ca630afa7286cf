import type { MenuProps } from '@mui/material/Menu'
import { Suspense } from 'react'
import { lazyOverlay } from './lazy-overlay.tsx'

const Menu = lazyOverlay(() => import('@mui/material/Menu').then((module) => module.default), {
  close: ({ onClose }) => onClose?.({}, 'backdropClick'),
})

/** A menu whose code comes when it is first opened; until then a closed one costs nothing. */
export function LazyMenu(props: MenuProps) {
  if (!props.open) return null
  return (
    <Suspense>
      <Menu {...props} />
    </Suspense>
  )
}
