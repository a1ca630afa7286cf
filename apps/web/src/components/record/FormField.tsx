import MenuItem from '@mui/material/MenuItem'
import Skeleton from '@mui/material/Skeleton'
import TextField from '@mui/material/TextField'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { CatalogField } from '../../lib/catalog.ts'
import { lazyOverlay } from '../lazy-overlay.tsx'
import { RecordPicker } from '../RecordPicker.tsx'
import { isPickerEntity } from '../record-sources.ts'
import { editorKind, type FieldValue, isRelated } from './field-value.ts'
import { useFieldText } from './use-field-text.ts'

const DateEditor = lazyOverlay(() => import('./DateEditor.tsx').then((module) => module.default), {
  close: ({ onCancel }) => onCancel?.(),
  isHeavy: true,
})

interface Props {
  entity: string
  field: CatalogField
  /** Texts as they are typed: they become values when the form is sent. */
  value: FieldValue
  onChange: (value: FieldValue) => void
  onBlur?: () => void
  isRequired?: boolean
  /** What is wrong with it. */
  problem?: string | null
  autoFocus?: boolean
}

/** One field of a form, by the catalog's type. */
export function FormField({
  entity,
  field,
  value,
  onChange,
  onBlur,
  isRequired = false,
  problem,
  autoFocus = false,
}: Props) {
  const { t } = useTranslation('record')
  const { label: labelOf, text } = useFieldText()
  const label = labelOf(entity, field.key)
  const kind = editorKind(field)

  switch (kind) {
    case 'RELATION':
      if (!isPickerEntity(field.target)) return null
      return (
        <RecordPicker
          entity={field.target}
          label={label}
          value={isRelated(value) ? value : null}
          onChange={onChange}
          isRequired={isRequired}
          error={problem}
        />
      )
    case 'DATE':
    case 'DATETIME':
      return (
        <Suspense fallback={<Skeleton variant="rounded" height={40} />}>
          <DateEditor
            label={label}
            hasTime={kind === 'DATETIME'}
            value={typeof value === 'string' ? value : null}
            onSubmit={onChange}
            isRequired={isRequired}
          />
        </Suspense>
      )
    case 'ENUM':
    case 'BOOLEAN': {
      const options: FieldValue[] = kind === 'BOOLEAN' ? [true, false] : [...(field.values ?? [])]
      return (
        <TextField
          select
          fullWidth
          size="small"
          label={label}
          required={isRequired}
          value={value === null ? '' : String(value)}
          onChange={(event) => onChange(options.find((option) => String(option) === event.target.value) ?? null)}
          error={Boolean(problem)}
          helperText={problem}
        >
          {!isRequired && <MenuItem value="">{t('notGiven')}</MenuItem>}
          {options.map((option) => (
            <MenuItem key={String(option)} value={String(option)}>
              {text(entity, field, option)}
            </MenuItem>
          ))}
        </TextField>
      )
    }
    default:
      return (
        <TextField
          fullWidth
          size="small"
          autoFocus={autoFocus}
          label={label}
          required={isRequired}
          multiline={kind === 'MULTILINE'}
          minRows={kind === 'MULTILINE' ? 3 : undefined}
          type={kind === 'PHONE' ? 'tel' : kind === 'EMAIL' ? 'email' : 'text'}
          value={typeof value === 'string' || typeof value === 'number' ? String(value) : ''}
          onChange={(event) => onChange(event.target.value)}
          onBlur={onBlur}
          error={Boolean(problem)}
          helperText={problem}
        />
      )
  }
}
