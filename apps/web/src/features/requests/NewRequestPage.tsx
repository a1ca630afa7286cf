import { useMutation } from '@apollo/client/react'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { FormField } from '../../components/record/FormField.tsx'
import type { FieldValue } from '../../components/record/field-value.ts'
import { readForm } from '../../components/record/form-values.ts'
import { problemsOf } from '../../components/record/refusal.ts'
import { useSnackbar } from '../../components/snackbar.ts'
import type { ServiceRequestInput } from '../../gql/graphql.ts'
import { graphql } from '../../gql/index.ts'
import { type CatalogField, useEntity } from '../../lib/catalog.ts'
import { failureOf } from '../../lib/errors.ts'
import { usePageTitle } from '../../lib/title.ts'
import { NewRequestFiles } from './NewRequestFiles.tsx'
import { KnownClient, KnownUnit } from './Recognised.tsx'
import { useRecognition } from './use-recognition.ts'
import { useRequestDraft } from './use-request-draft.ts'

const CreateServiceRequest = graphql(`
  mutation CreateServiceRequest($input: ServiceRequestInput!) {
    createServiceRequest(input: $input) {
      serviceRequest {
        id
        number
      }
    }
  }
`)

/** Two columns where there is room; complaint and address take the whole width. */
const sections = [
  { name: 'unit', fields: ['serialNumber', 'manufacturer', 'model', 'category', 'purchasedOn', 'isWarranty'] },
  { name: 'fault', fields: ['complaint', 'urgency'] },
  { name: 'client', fields: ['inn', 'clientName', 'contactName', 'phone', 'email', 'region', 'city', 'address'] },
] as const

const required: ReadonlySet<string> = new Set(['clientName', 'complaint'])
const wide: ReadonlySet<string> = new Set(['complaint', 'address', 'clientName'])

/** /requests/new: for dealers and employees; fills itself in from what is known. */
export function Component() {
  const { t, i18n } = useTranslation(['requests', 'record'])
  const navigate = useNavigate()
  const snackbar = useSnackbar()
  const entity = useEntity('serviceRequest')
  const { draft, setValue, fill, setFiles, discard } = useRequestDraft()
  const recognition = useRecognition(draft.values, fill)
  const [problems, setProblems] = useState<ReadonlyMap<string, string>>(new Map())
  const [isUploading, setIsUploading] = useState(false)
  const [createServiceRequest, { loading: isSending }] = useMutation(CreateServiceRequest)
  usePageTitle(t('new.title'))

  const writable = (keys: readonly string[]) =>
    keys.flatMap((key): CatalogField[] => {
      const field = entity?.field(key)
      return field?.isWritable ? [field] : []
    })

  const change = (key: string, value: FieldValue) => {
    setValue(key, value)
    if (problems.has(key)) setProblems(new Map([...problems].filter(([each]) => each !== key)))
  }

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const fields = writable(sections.flatMap((section) => section.fields))
    const { input, problems: found } = readForm(fields, draft.values, required, i18n.language)
    setProblems(found)
    if (found.size > 0) return focusFirst(found)
    try {
      const { data } = await createServiceRequest({
        variables: {
          input: {
            // Which keys are there was read off the input type; the required ones have just been checked.
            ...(input as Pick<ServiceRequestInput, 'clientName' | 'complaint'>),
            ...recognition.links,
            ...(draft.files.length > 0 && { fileIds: draft.files.map((file) => file.id) }),
            submissionKey: draft.submissionKey,
          },
        },
      })
      const number = data?.createServiceRequest.serviceRequest?.number
      discard()
      snackbar.show({ text: number ? t('new.created', { number }) : t('new.createdUnnamed') })
      await navigate(number ? `/requests/${encodeURIComponent(number)}` : '/requests')
    } catch (error) {
      const { code, details } = failureOf(error)
      const refused = code === 'VALIDATION' ? problemsOf(details) : new Map<string, string>()
      setProblems(refused)
      if (refused.size > 0) focusFirst(refused)
      else snackbar.showError(error)
    }
  }

  return (
    <Box
      component="form"
      noValidate
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit(event)
      }}
      sx={{
        width: '100%',
        maxWidth: 760,
        mx: { xs: 0, lg: 'auto' },
        px: { xs: 2, md: 3 },
        py: 2,
        display: 'grid',
        gap: 3,
      }}
    >
      {sections.map((section) => (
        <Box component="section" key={section.name} sx={{ display: 'grid', gap: 1.5 }}>
          <Typography variant="h2">{t(`new.${section.name}`)}</Typography>
          {section.name === 'unit' && <KnownUnit recognition={recognition} />}
          {section.name === 'client' && <KnownClient recognition={recognition} />}
          <Box
            sx={{
              display: 'grid',
              gap: 2,
              gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'repeat(2, minmax(0, 1fr))' },
            }}
          >
            {writable(section.fields).map((field) => {
              const problem = problems.get(field.key)
              return (
                <Box
                  key={field.key}
                  id={`new-${field.key}`}
                  sx={{ gridColumn: { sm: wide.has(field.key) ? '1 / -1' : 'auto' } }}
                >
                  <FormField
                    entity="serviceRequest"
                    field={field}
                    value={draft.values[field.key] ?? null}
                    onChange={(value) => change(field.key, value)}
                    isRequired={required.has(field.key)}
                    autoFocus={field.key === 'serialNumber'}
                    problem={problem ? t(`record:problem.${problem}`) : null}
                  />
                </Box>
              )
            })}
          </Box>
        </Box>
      ))}
      <NewRequestFiles files={draft.files} onChange={setFiles} onBusy={setIsUploading} />
      <Box
        sx={{
          display: 'flex',
          flexDirection: { xs: 'column', sm: 'row' },
          gap: 1,
          position: { xs: 'sticky', sm: 'static' },
          bottom: 0,
          // Labels of outlined fields lie above what follows them.
          zIndex: 2,
          py: 1,
          bgcolor: 'background.default',
        }}
      >
        <Button type="submit" variant="contained" disabled={isSending || isUploading}>
          {t('new.submit')}
        </Button>
        {draft.isStarted && (
          <Button
            onClick={() => {
              const restore = discard()
              setProblems(new Map())
              snackbar.show({ text: t('new.discarded'), onUndo: restore })
            }}
          >
            {t('new.discard')}
          </Button>
        )}
      </Box>
    </Box>
  )
}

function focusFirst(problems: ReadonlyMap<string, string>) {
  const keys: readonly string[] = sections.flatMap((section) => section.fields)
  const first = keys.find((key) => problems.has(key))
  const place = first ? document.getElementById(`new-${first}`) : null
  place?.scrollIntoView({ block: 'center' })
  place?.querySelector<HTMLElement>('input, textarea')?.focus({ preventScroll: true })
}
