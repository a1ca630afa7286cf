import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'

interface Props {
  /** Names of the marked fields. */
  marked: readonly string[]
  isRunning: boolean
  onReturn: (comment: string) => void
  onClose: () => void
}

/** While a request is being returned: what has been marked on the card, and why it goes back. */
export function ReturnPanel({ marked, isRunning, onReturn, onClose }: Props) {
  const { t } = useTranslation(['requests', 'record'])
  const [comment, setComment] = useState('')
  const canReturn = marked.length > 0 && comment.trim() !== '' && !isRunning
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (canReturn) onReturn(comment.trim())
  }
  return (
    <Box
      component="form"
      aria-label={t('returning.title')}
      onSubmit={submit}
      sx={{
        position: 'sticky',
        top: 8,
        zIndex: 2,
        my: 1,
        p: 2,
        border: 1,
        borderColor: 'warning.main',
        borderRadius: 1,
        bgcolor: 'background.paper',
        display: 'grid',
        gap: 1.5,
      }}
    >
      <div>
        <Typography sx={{ fontWeight: 500 }}>{t('returning.title')}</Typography>
        <Typography variant="body2" color="textSecondary" aria-live="polite">
          {marked.length > 0 ? t('returning.marked', { fields: marked.join(', ') }) : t('returning.mark')}
        </Typography>
      </div>
      <TextField
        multiline
        required
        minRows={2}
        size="small"
        label={t('returning.comment')}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event)
          if (event.key === 'Escape') onClose()
        }}
      />
      <Box sx={{ display: 'flex', gap: 1, justifyContent: 'flex-end' }}>
        <Button onClick={onClose}>{t('record:cancel')}</Button>
        <Button type="submit" variant="contained" disabled={!canReturn}>
          {t('returning.submit')}
        </Button>
      </Box>
    </Box>
  )
}
