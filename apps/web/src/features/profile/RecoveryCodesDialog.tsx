import Dialog from '@mui/material/Dialog'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { RecoveryCodes } from '../../components/identity/RecoveryCodes.tsx'

export type RecoveryCodesDialogProps = { codes: readonly string[]; onClose: () => void }

/** Closes by its button alone: the old codes are gone, and these are shown once. */
export function RecoveryCodesDialog({ codes, onClose }: RecoveryCodesDialogProps) {
  const { t } = useTranslation(['identity', 'profile'])
  const titleId = useId()
  return (
    <Dialog open aria-labelledby={titleId} maxWidth="xs" fullWidth>
      <DialogTitle id={titleId}>{t('identity:recovery.title')}</DialogTitle>
      <DialogContent sx={{ pb: 2.5 }}>
        <RecoveryCodes codes={codes} doneLabel={t('profile:secondFactor.done')} onDone={onClose} />
      </DialogContent>
    </Dialog>
  )
}
