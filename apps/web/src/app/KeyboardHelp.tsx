import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { useTranslation } from 'react-i18next'
import { ShortcutHint } from '../components/ShortcutHint.tsx'
import { useActiveShortcuts } from '../lib/shortcuts.ts'

/** Keys that hold everywhere and are not registered as shortcuts. */
const general = ['Enter', 'Escape', 'mod+Enter'] as const

/** Every key that works on the screen behind it. */
export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('frame')
  const shortcuts = useActiveShortcuts().filter((shortcut) => shortcut.label)
  // Of two owners of a key the later one has it.
  const rows = new Map([
    ...general.map((keys) => [keys, t(`keys.general.${keys}`)] as const),
    ...shortcuts.map((shortcut) => [shortcut.keys, shortcut.label ?? ''] as const),
  ])
  return (
    <Dialog open onClose={onClose} aria-labelledby="keyboard-help" fullWidth maxWidth="xs">
      <DialogTitle id="keyboard-help">{t('keys.title')}</DialogTitle>
      <DialogContent>
        <Box
          component="dl"
          sx={{ m: 0, display: 'grid', gridTemplateColumns: '1fr auto', rowGap: 1, alignItems: 'center' }}
        >
          {[...rows].map(([keys, label]) => (
            <Box key={keys} sx={{ display: 'contents' }}>
              <dt>{label}</dt>
              <Box component="dd" sx={{ m: 0, textAlign: 'right' }}>
                <ShortcutHint keys={keys} />
              </Box>
            </Box>
          ))}
        </Box>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('common:close')}</Button>
      </DialogActions>
    </Dialog>
  )
}
