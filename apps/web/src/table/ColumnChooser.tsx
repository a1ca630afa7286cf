import ColumnsIcon from '@mui/icons-material/ViewColumnOutlined'
import IconButton from '@mui/material/IconButton'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LazyPopover } from '../components/LazyPopover.tsx'
import { lazyOverlay } from '../components/lazy-overlay.tsx'
import type { ColumnPanelProps } from './ColumnPanel.tsx'

const ColumnPanel = lazyOverlay(() => import('./ColumnPanel.tsx').then((module) => module.ColumnPanel))

/** Which columns are shown and in what order. */
export function ColumnChooser(props: ColumnPanelProps) {
  const { t } = useTranslation('table')
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  return (
    <>
      <IconButton
        aria-label={t('columns')}
        title={t('columns')}
        aria-haspopup="dialog"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <ColumnsIcon />
      </IconButton>
      <LazyPopover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
        slotProps={{
          paper: {
            role: 'dialog',
            'aria-label': t('columns'),
            sx: { mt: 0.5, width: 320, minHeight: 320, maxWidth: 'calc(100vw - 32px)' },
          },
        }}
      >
        <Suspense>
          <ColumnPanel {...props} />
        </Suspense>
      </LazyPopover>
    </>
  )
}
