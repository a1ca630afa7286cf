import type { PageModule } from './pages.ts'

/** Where the code of every page is. */
export const modules = import.meta.glob<PageModule>('../features/*/*Page.tsx')
