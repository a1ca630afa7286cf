import TextField from '@mui/material/TextField'
import { parseMoney } from '@naryad/domain'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CatalogFieldType } from '../gql/graphql.ts'
import { useFormat } from '../lib/format.ts'

export type FilterInputFieldProps = {
  type: CatalogFieldType
  label: string
  /** In the catalog's notation: kopecks, YYYY-MM-DD; empty when nothing (or nothing sensible) has been entered. */
  value: string
  onChange: (value: string) => void
  autoFocus?: boolean
}

/** One value of a condition, typed as people write it. */
export function FilterInputField({ type, label, value, onChange, autoFocus = false }: FilterInputFieldProps) {
  const { i18n } = useTranslation()
  const format = useFormat()
  const [text, setText] = useState(() => (type === 'MONEY' && value ? format.money(Number(value)) : value))
  const isDay = type === 'DATE' || type === 'DATETIME'

  function enter(next: string) {
    setText(next)
    onChange(notation(type, next, i18n.language))
  }

  return (
    <TextField
      fullWidth
      autoFocus={autoFocus}
      label={label}
      value={text}
      error={text !== '' && value === ''}
      onChange={(event) => enter(event.target.value)}
      type={isDay ? 'date' : 'text'}
      slotProps={{ htmlInput: type === 'MONEY' || type === 'NUMBER' ? { inputMode: 'decimal' } : {} }}
    />
  )
}

function notation(type: CatalogFieldType, text: string, locale: string): string {
  if (text.trim() === '') return ''
  if (type === 'MONEY') return String(parseMoney(text, locale) ?? '')
  if (type !== 'NUMBER') return text.trim()
  const number = Number(text.replace(/\s/g, '').replace(',', '.'))
  return Number.isFinite(number) ? String(number) : ''
}
