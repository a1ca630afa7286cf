import { Navigate } from 'react-router'
import { NoRight } from '../components/NoRight.tsx'
import { useViewer } from '../lib/viewer.ts'
import { sectionsOf } from './sections.ts'

/** Repairs for those who have them, else the first section of the menu. */
export function HomePage() {
  const sections = sectionsOf(useViewer())
  const home = sections.find((section) => section.key === 'repairs') ?? sections[0]
  return home ? <Navigate to={home.path} replace /> : <NoRight isPage />
}
