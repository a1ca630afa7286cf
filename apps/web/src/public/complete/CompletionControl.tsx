/** @jsxImportSource preact */
import { ChoiceField } from '../components/ChoiceField.tsx'
import { SelectField } from '../components/SelectField.tsx'
import { TextField, type TextFieldProps } from '../components/TextField.tsx'
import { t, textOrNull } from '../lib/i18n.ts'
import type { CompletionField } from './completion.ts'

interface CompletionControlProps {
  field: CompletionField
  value: string
  error: string | null
  manufacturers: readonly { id: string; name: string }[]
  onInput(value: string): void
}

const textProps: Partial<Record<string, Partial<TextFieldProps>>> = {
  complaint: { isMultiline: true, maxLength: 4000 },
  phone: { type: 'tel', autoComplete: 'tel', maxLength: 40 },
  email: { type: 'email', autoComplete: 'email' },
  inn: { inputMode: 'numeric', maxLength: 14 },
  contactName: { autoComplete: 'name' },
  clientName: { autoComplete: 'organization' },
  city: { autoComplete: 'address-level2' },
  region: { autoComplete: 'address-level1' },
  address: { autoComplete: 'street-address', maxLength: 500 },
  serialNumber: { autoCapitalize: 'characters', maxLength: 100 },
}

/** The control of one marked field. */
export function CompletionControl({ field, value, error, manufacturers, onInput }: CompletionControlProps) {
  const { key, type, isRequired } = field
  const shared = {
    id: `nr-${key}`,
    label: textOrNull(`field.${key}`) ?? key,
    hint: textOrNull(`hint.${key}`),
    error,
    isRequired,
    onInput,
  }
  if (key === 'manufacturer') {
    const options = manufacturers.map(({ id, name }) => ({ value: id, label: name }))
    return <SelectField {...shared} value={value} options={[{ value: '', label: t('common.choose') }, ...options]} />
  }
  if (key === 'urgency') {
    const options = (['NORMAL', 'URGENT'] as const).map((each) => ({ value: each, label: t(`urgency.${each}`) }))
    return (
      <ChoiceField<'NORMAL' | 'URGENT'> {...shared} value={value === 'URGENT' ? value : 'NORMAL'} options={options} />
    )
  }
  if (type === 'BOOLEAN') {
    const options = [
      { value: 'true' as const, label: t('common.yes') },
      { value: 'false' as const, label: t('common.no') },
    ]
    return <ChoiceField {...shared} value={value === 'true' || value === 'false' ? value : ''} options={options} />
  }
  return <TextField {...shared} value={value} type={type === 'DATE' ? 'date' : 'text'} {...textProps[key]} />
}
