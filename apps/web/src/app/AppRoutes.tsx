import { Route, Routes } from 'react-router'
import { HomePage } from './HomePage.tsx'
import { GuardedPage, LazyPage } from './LazyPage.tsx'
import { NotFoundPage } from './NotFoundPage.tsx'
import { pages, sessionPages } from './pages.ts'
import { SignedIn } from './SignedIn.tsx'

/**
 * Every address of the app. The keys make a page's skeleton show at once instead of the old page until the new one has
 * come. The declarative router, because the other one weighs 20 kB more and loads data by itself, as Apollo does here.
 */
export function AppRoutes() {
  return (
    <Routes>
      {sessionPages.map((page) => (
        <Route key={page.path} path={page.path} element={<LazyPage key={page.path} page={page} />} />
      ))}
      <Route element={<SignedIn />}>
        <Route index element={<HomePage />} />
        {pages.map((page) => (
          <Route key={page.path} path={page.path} element={<GuardedPage key={page.path} page={page} />} />
        ))}
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  )
}
