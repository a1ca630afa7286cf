import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Skeleton from '@mui/material/Skeleton'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import { type FormEvent, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lazyOverlay } from '../lazy-overlay.tsx'
import { RecordPicker } from '../RecordPicker.tsx'
import { type RelatedRecord, readField } from './field-value.ts'
import type { TransitionInput } from './transition-input.ts'
import { isInputRequired, type TransitionOption } from './transition-option.ts'
import { useFieldText } from './use-field-text.ts'
import { useTransitionText } from './use-transition-text.ts'

const DateEditor = lazyOverlay(() => import('./DateEditor.tsx').then((module) => module.default), {
  close: ({ onCancel }) => onCancel?.(),
  isHeavy: true,
})

interface Props {
  entity: string
  option: TransitionOption
  record: Readonly<Record<string, unknown>>
  isRunning: boolean
  onRun: (name: string, input: TransitionInput) => void
  onClose: () => void
}

/** Asks for what a move takes along: the visit, the service centre, the reason. */
export function TransitionDialog({ entity, option, record, isRunning, onRun, onClose }: Props) {
  const { t } = useTranslation('record')
  const { label } = useFieldText()
  const { transitionName } = useTransitionText()
  const takes = (name: string) => option.inputs.some((input) => input.name === name)
  const storedVisit = readField(record, 'visitAt')
  const storedCenter = readField(record, 'serviceCenter')
  const [visitAt, setVisitAt] = useState(typeof storedVisit === 'string' ? storedVisit : null)
  const [serviceCenter, setServiceCenter] = useState<RelatedRecord | null>(
    typeof storedCenter === 'object' ? storedCenter : null,
  )
  const [comment, setComment] = useState('')

  const isComplete =
    (!isInputRequired(option, 'visitAt') || visitAt !== null) &&
    (!isInputRequired(option, 'serviceCenter') || serviceCenter !== null) &&
    (!isInputRequired(option, 'comment') || comment.trim() !== '')

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isComplete || isRunning) return
    onRun(option.name, {
      ...(takes('visitAt') && visitAt !== null && { visitAt }),
      ...(takes('serviceCenter') && serviceCenter !== null && { serviceCenterId: serviceCenter.id }),
      ...(comment.trim() !== '' && { comment: comment.trim() }),
    })
  }
  const isCommentFirst = !takes('visitAt') && !takes('serviceCenter')

  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="transition-title">
      <form onSubmit={submit}>
        <DialogTitle id="transition-title">{transitionName(entity, option.name)}</DialogTitle>
        <DialogContent>
          <Stack spacing={2} sx={{ pt: 1 }}>
            {takes('visitAt') && (
              <Suspense fallback={<Skeleton variant="rounded" height={40} />}>
                <DateEditor
                  hasTime
                  isRequired={isInputRequired(option, 'visitAt')}
                  label={label(entity, 'visitAt')}
                  value={visitAt}
                  onSubmit={setVisitAt}
                />
              </Suspense>
            )}
            {takes('serviceCenter') && (
              <RecordPicker
                entity="serviceCenter"
                label={label(entity, 'serviceCenter')}
                value={serviceCenter}
                onChange={setServiceCenter}
              />
            )}
            {takes('comment') && (
              <TextField
                autoFocus={isCommentFirst}
                multiline
                minRows={3}
                label={t(option.isDangerous || isInputRequired(option, 'comment') ? 'reason' : 'comment')}
                required={isInputRequired(option, 'comment')}
                value={comment}
                onChange={(event) => setComment(event.target.value)}
                onKeyDown={(event) => {
                  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event)
                }}
              />
            )}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            type="submit"
            variant="contained"
            color={option.isDangerous ? 'error' : 'primary'}
            disabled={!isComplete || isRunning}
          >
            {transitionName(entity, option.name)}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
