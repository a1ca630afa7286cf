import { type ComponentType, lazy, Suspense } from 'react'
import { NoRight } from '../components/NoRight.tsx'
import { PageSkeleton } from '../components/PageSkeleton.tsx'
import { canDo, useViewer } from '../lib/viewer.ts'
import { NotFoundPage } from './NotFoundPage.tsx'
import { loadPage, type Page } from './pages.ts'

const components = new Map<string, ComponentType>()

function componentOf(page: Page): ComponentType {
  const known = components.get(page.file)
  if (known) return known
  const component = lazy(async () => ({ default: (await loadPage(page))?.Component ?? NotFoundPage }))
  components.set(page.file, component)
  return component
}

/** A page's code on demand: its skeleton stands there from the moment of the click. */
export function LazyPage({ page }: { page: Page }) {
  const Component = componentOf(page)
  return (
    <Suspense fallback={<PageSkeleton kind={page.kind} />}>
      <Component />
    </Suspense>
  )
}

/** The same for pages that need a right. */
export function GuardedPage({ page }: { page: Page }) {
  const viewer = useViewer()
  const isAllowed = page.action === undefined || canDo(viewer, page.action)
  return isAllowed ? <LazyPage page={page} /> : <NoRight isPage {...(page.action && { action: page.action })} />
}
