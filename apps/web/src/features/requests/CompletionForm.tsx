import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormField } from '../../components/record/FormField.tsx'
import { type FieldValue, readField } from '../../components/record/field-value.ts'
import { type FormValues, readForm } from '../../components/record/form-values.ts'
import { problemsOf } from '../../components/record/refusal.ts'
import { useSnackbar } from '../../components/snackbar.ts'
import type { RequestFields_ServiceRequestFragment, ServiceRequestTransitionInput } from '../../gql/graphql.ts'
import { useEntity } from '../../lib/catalog.ts'
import { failureOf } from '../../lib/errors.ts'

interface Props {
  request: RequestFields_ServiceRequestFragment
  /** Where documents are attached, when they were asked for. */
  documents: ReactNode
  /** Rejects with the server's refusal. */
  onComplete: (input: ServiceRequestTransitionInput) => Promise<void>
}

/** For the author of a returned request: exactly the fields he was asked for, and one button. */
export function CompletionForm({ request, documents, onComplete }: Props) {
  const { t, i18n } = useTranslation(['requests', 'record'])
  const snackbar = useSnackbar()
  const entity = useEntity('serviceRequest')
  const asked = new Set(request.returnedFields ?? [])
  const fields = entity?.fields.filter((field) => asked.has(field.key) && !field.isMany) ?? []
  const [values, setValues] = useState<FormValues>(() =>
    Object.fromEntries(fields.map((field) => [field.key, readField(request, field.key)])),
  )
  const [problems, setProblems] = useState<ReadonlyMap<string, string>>(new Map())
  const [comment, setComment] = useState('')
  const [isSending, setIsSending] = useState(false)

  const change = (key: string, value: FieldValue) => {
    setValues((current) => ({ ...current, [key]: value }))
    setProblems(new Map([...problems].filter(([each]) => each !== key)))
  }

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const result = readForm(fields, values, new Set(fields.map((field) => field.key)), i18n.language)
    setProblems(result.problems)
    if (result.problems.size > 0) return
    setIsSending(true)
    try {
      await onComplete({ values: result.input, ...(comment.trim() !== '' && { comment: comment.trim() }) })
    } catch (error) {
      const { code, details } = failureOf(error)
      const refused = code === 'VALIDATION' ? problemsOf(details) : new Map<string, string>()
      setProblems(refused)
      if (refused.size === 0) snackbar.showError(error)
    } finally {
      setIsSending(false)
    }
  }

  return (
    <Box
      component="form"
      noValidate
      aria-labelledby="completion-title"
      onSubmit={(event) => void submit(event)}
      sx={{ display: 'grid', gap: 2, py: 2, borderBottom: 1, borderColor: 'divider', maxWidth: 640 }}
    >
      <Typography id="completion-title" variant="h2">
        {t('completion.title')}
      </Typography>
      {request.returnComment && (
        <Alert severity="warning" sx={{ whiteSpace: 'pre-wrap' }}>
          {request.returnComment}
        </Alert>
      )}
      {fields.map((field, index) => {
        const problem = problems.get(field.key)
        return (
          <FormField
            key={field.key}
            entity="serviceRequest"
            field={field}
            value={values[field.key] ?? null}
            onChange={(value) => change(field.key, value)}
            isRequired
            autoFocus={index === 0}
            problem={problem ? t(`record:problem.${problem}`) : null}
          />
        )
      })}
      {asked.has('documents') && documents}
      <TextField
        multiline
        size="small"
        label={t('completion.comment')}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      <Button type="submit" variant="contained" disabled={isSending} sx={{ justifySelf: { sm: 'start' } }}>
        {t('completion.submit')}
      </Button>
    </Box>
  )
}
