import VisibilityIcon from '@mui/icons-material/VisibilityOutlined'
import { type ReactNode, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Affiliation } from '../../gql/graphql.ts'
import { useViewer } from '../../lib/viewer.ts'
import { lazyOverlay } from '../lazy-overlay.tsx'
import type { PageAction } from '../PageActions.tsx'

const ViewAsDialog = lazyOverlay(() => import('./ViewAsDialog.tsx').then((module) => module.ViewAsDialog), {
  close: ({ onClose }) => onClose(),
})

/** A person sees what he sees; a role of partners is seen as one of their organisations. */
export type SeenAs =
  | { kind: 'employee'; id: string; name: string }
  | { kind: 'role'; id: string; name: string; affiliation: Affiliation }

/**
 * Shows the app as the employee or role sees it: the action of the page, null for whoever may not, and the dialog that
 * it opens. Needs the texts of `access`.
 */
export function useViewAs(as: SeenAs): { action: PageAction | null; dialog: ReactNode } {
  const { t } = useTranslation('access')
  const viewer = useViewer()
  const [isOpen, setIsOpen] = useState(false)
  const mayView = viewer.isAdmin || viewer.actions.includes('access.viewAs')
  if (!mayView || viewer.viewedBy || (as.kind === 'employee' && as.id === viewer.id)) {
    return { action: null, dialog: null }
  }
  return {
    action: {
      label: t('viewAs.button'),
      fullLabel: t('viewAs.buttonFull', { name: as.name }),
      icon: <VisibilityIcon fontSize="small" />,
      run: () => setIsOpen(true),
    },
    dialog: isOpen && (
      <Suspense>
        <ViewAsDialog as={as} onClose={() => setIsOpen(false)} />
      </Suspense>
    ),
  }
}
