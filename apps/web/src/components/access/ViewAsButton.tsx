import VisibilityIcon from '@mui/icons-material/VisibilityOutlined'
import Button, { type ButtonProps } from '@mui/material/Button'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Affiliation } from '../../gql/graphql.ts'
import { useViewer } from '../../lib/viewer.ts'
import { lazyOverlay } from '../lazy-overlay.tsx'

const ViewAsDialog = lazyOverlay(() => import('./ViewAsDialog.tsx').then((module) => module.ViewAsDialog), {
  close: ({ onClose }) => onClose(),
})

/** A person sees what he sees; a role of partners is seen as one of their organisations. */
export type SeenAs =
  | { kind: 'employee'; id: string; name: string }
  | { kind: 'role'; id: string; name: string; affiliation: Affiliation }

export type ViewAsButtonProps = { as: SeenAs; size?: ButtonProps['size']; variant?: ButtonProps['variant'] }

/** Shows the app as the employee or role sees it; nothing for whoever may not. Needs the texts of `access`. */
export function ViewAsButton({ as, size = 'medium', variant = 'outlined' }: ViewAsButtonProps) {
  const { t } = useTranslation('access')
  const viewer = useViewer()
  const [isOpen, setIsOpen] = useState(false)
  const mayView = viewer.isAdmin || viewer.actions.includes('access.viewAs')
  if (!mayView || viewer.viewedBy || (as.kind === 'employee' && as.id === viewer.id)) return null
  return (
    <>
      <Button
        size={size}
        variant={variant}
        startIcon={<VisibilityIcon />}
        aria-label={t('viewAs.buttonFull', { name: as.name })}
        onClick={() => setIsOpen(true)}
      >
        {t('viewAs.button')}
      </Button>
      {isOpen && (
        <Suspense>
          <ViewAsDialog as={as} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
