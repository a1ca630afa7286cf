import type { MenuProps } from '@mui/material/Menu'
import { lazy, Suspense } from 'react'

const Menu = lazy(() => import('@mui/material/Menu'))

/** A menu whose code comes when it is first opened; until then a closed one costs nothing. */
export function LazyMenu(props: MenuProps) {
  if (!props.open) return null
  return (
    <Suspense>
      <Menu {...props} />
    </Suspense>
  )
}
