import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Enrolment } from '../../components/identity/Enrolment.tsx'

export type EnrolmentDialogProps = { onDone: () => void; onClose: () => void }

/** A click beside it does not close it: the recovery codes are shown once. */
export function EnrolmentDialog({ onDone, onClose }: EnrolmentDialogProps) {
  const { t } = useTranslation(['profile', 'common'])
  const titleId = useId()
  const close = (_event: object, reason: string) => {
    if (reason !== 'backdropClick') onClose()
  }
  return (
    <Dialog open onClose={close} aria-labelledby={titleId} maxWidth="xs" fullWidth>
      <DialogTitle id={titleId}>{t('profile:secondFactor.title')}</DialogTitle>
      <DialogContent sx={{ pb: 2.5 }}>
        <Enrolment doneLabel={t('profile:secondFactor.done')} onDone={onDone} onRefused={onClose}>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
        </Enrolment>
      </DialogContent>
    </Dialog>
  )
}
