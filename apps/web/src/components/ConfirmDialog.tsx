import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'

export type ConfirmDialogProps = {
  isOpen: boolean
  title: string
  text?: ReactNode
  /** The deed itself («Отменить ремонт»), never «ОК». */
  confirmLabel: string
  isDangerous?: boolean
  isBusy?: boolean
  onConfirm: () => void
  onClose: () => void
}

/** Only for what cannot be undone; everything else is done at once and offers to undo. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { t } = useTranslation('common')
  const titleId = useId()
  return (
    <Dialog open={props.isOpen} onClose={props.onClose} aria-labelledby={titleId} maxWidth="xs" fullWidth>
      <DialogTitle id={titleId}>{props.title}</DialogTitle>
      {props.text && <DialogContent>{props.text}</DialogContent>}
      <DialogActions>
        <Button onClick={props.onClose}>{t('cancel')}</Button>
        <Button
          autoFocus
          variant="contained"
          color={props.isDangerous ? 'error' : 'primary'}
          loading={props.isBusy ?? null}
          onClick={props.onConfirm}
        >
          {props.confirmLabel}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
