import { useQuery } from '@apollo/client/react'
import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Skeleton from '@mui/material/Skeleton'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldAccess, useEntity } from '../../lib/catalog.ts'
import { errorText } from '../../lib/errors.ts'
import { useSnackbar } from '../snackbar.ts'
import { AccessSteps } from './AccessSteps.tsx'
import { fieldKeys } from './access-names.ts'
import { ExplainMyAccessDocument } from './documents.ts'
import { useAccessText } from './use-access-text.ts'

/** What somebody wonders about: an action, a field, or a field of the entity that is still to be named. */
export type WhyQuestion = { action: string } | { entity: string; field?: string }

export type WhyDialogProps = { question: WhyQuestion; onClose: () => void }

/** Why the viewer may not see or do something, as far as he may know, and who can change it. */
export function WhyDialog({ question, onClose }: WhyDialogProps) {
  const { t } = useTranslation(['access', 'common'])
  const titleId = useId()
  const text = useAccessText()
  const [chosen, setChosen] = useState('field' in question ? (question.field ?? '') : '')
  const subject =
    'action' in question
      ? text.action(question.action)
      : [text.entity(question.entity), chosen && text.field(question.entity, chosen)].filter(Boolean).join(' · ')
  return (
    <Dialog open onClose={onClose} aria-labelledby={titleId} maxWidth="xs" fullWidth>
      <DialogTitle id={titleId}>{t('action' in question ? 'why.titleAction' : 'why.title')}</DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2, minHeight: 120 }}>
        <Typography color="textSecondary">{subject}</Typography>
        {'entity' in question && !question.field && (
          <FieldChoice entity={question.entity} value={chosen} onChange={setChosen} />
        )}
        {('action' in question || chosen) && (
          <Answer
            {...('action' in question ? { action: question.action } : { entity: question.entity, field: chosen })}
          />
        )}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('common:close')}</Button>
      </DialogActions>
    </Dialog>
  )
}

/** Fields that the viewer does not have come first: it is one of those that he misses. */
function FieldChoice(props: { entity: string; value: string; onChange: (key: string) => void }) {
  const { t } = useTranslation('access')
  const text = useAccessText()
  const entity = useEntity(props.entity)
  const keys = fieldKeys(props.entity).map((key) => ({ key, access: fieldAccess(entity, key) }))
  const ordered = [
    ...keys.filter(({ access }) => !access.isReadable),
    ...keys.filter(({ access }) => access.isReadable && !access.isWritable),
    ...keys.filter(({ access }) => access.isWritable),
  ]
  return (
    <TextField
      select
      label={t('why.what')}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
      slotProps={{ select: { native: true } }}
      sx={{ mt: 1 }}
    >
      <option value="" disabled>
        {t('why.chooseField')}
      </option>
      {ordered.map(({ key }) => (
        <option key={key} value={key}>
          {text.field(props.entity, key)}
        </option>
      ))}
    </TextField>
  )
}

type Asked = { action: string } | { entity: string; field: string }

function Answer(asked: Asked) {
  const { t } = useTranslation('access')
  const text = useAccessText()
  const { show } = useSnackbar()
  const { data, error } = useQuery(ExplainMyAccessDocument, { variables: asked, fetchPolicy: 'network-only' })
  const answer = data?.explainMyAccess
  if (error) return <Alert severity="error">{errorText(error)}</Alert>
  if (!answer) return <Skeleton variant="rounded" height={72} />

  const copy = async () => {
    const request =
      'action' in asked
        ? t('why.copyAction', { action: text.action(asked.action) })
        : t('why.copyField', { entity: text.entity(asked.entity), field: text.field(asked.entity, asked.field) })
    await navigator.clipboard.writeText(`${request} ${location.href}`)
    show({ text: t('why.copied') })
  }

  return (
    <>
      <Typography variant="subtitle1" component="p">
        {t(
          answer.access
            ? `verdict.mine${answer.access}`
            : answer.isAllowed
              ? 'verdict.mineAllowed'
              : 'verdict.mineDenied',
        )}
      </Typography>
      <AccessSteps isOwn steps={answer.steps} />
      {(!answer.isAllowed || answer.access === 'READ') && (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
          <Typography variant="body2" color="textSecondary" sx={{ flex: '1 1 200px' }}>
            {t('why.whoGives')}
          </Typography>
          <Button size="small" variant="outlined" onClick={() => void copy()}>
            {t('why.copy')}
          </Button>
        </Box>
      )}
    </>
  )
}
