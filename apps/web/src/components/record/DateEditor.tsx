import { AdapterDayjs } from '@mui/x-date-pickers/AdapterDayjs'
import { DatePicker } from '@mui/x-date-pickers/DatePicker'
import { DateTimePicker } from '@mui/x-date-pickers/DateTimePicker'
import { LocalizationProvider } from '@mui/x-date-pickers/LocalizationProvider'
import { enUS, ruRU } from '@mui/x-date-pickers/locales'
import dayjs, { type Dayjs } from 'dayjs'
import 'dayjs/locale/ru'
import timezone from 'dayjs/plugin/timezone'
import utc from 'dayjs/plugin/utc'
import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { organisationTimeZone } from '../../lib/format.ts'

dayjs.extend(utc)
dayjs.extend(timezone)

/** The pickers' input is not the other inputs' component, and is made to look like them here. */
const fieldLook = {
  // The theme's labels stand in the outline always; this one opens its outline for a value or focus alone.
  '& .MuiPickersOutlinedInput-notchedOutline legend': { maxWidth: '100%' },
  '& .MuiPickersOutlinedInput-root': { minHeight: { xs: 44, sm: 32 }, bgcolor: 'background.paper', px: 1.25 },
  '& .MuiPickersSectionList-root': { py: 0.75 },
  '& .MuiPickersOutlinedInput-root:not(.Mui-focused) .MuiPickersOutlinedInput-notchedOutline': {
    borderColor: 'fieldLine',
  },
}

/** In the place of a value the name stands beside it already. */
const labelForReaders = {
  minWidth: 240,
  '& .MuiInputLabel-root': {
    position: 'absolute' as const,
    width: 1,
    height: 1,
    overflow: 'hidden',
    clipPath: 'inset(50%)',
  },
  '& legend': { width: 0 },
}

/** What is earlier is still being typed. */
const firstYear = 1900

interface Props {
  label: string
  hasTime: boolean
  /** ISO 8601: an instant with time, a day without. */
  value: string | null
  onSubmit: (next: string | null) => void
  /** Absent: a field of a form, that stays and submits at every whole value. */
  onCancel?: () => void
  isRequired?: boolean
}

/** A calendar day, or an instant in the organisation's zone wherever the browser is. */
export default function DateEditor({ label, hasTime, value, onSubmit, onCancel, isRequired }: Props) {
  const { i18n } = useTranslation()
  const isRussian = i18n.language.startsWith('ru')
  const zone = organisationTimeZone()
  const stored = value === null ? null : hasTime ? dayjs(value).tz(zone) : dayjs(value)
  const [draft, setDraft] = useState<Dayjs | null>(stored)
  const isSettled = useRef(false)
  const isInline = onCancel !== undefined

  const shown = useRef(value)

  // A form fills itself in from elsewhere while the picker keeps what is being typed to itself.
  useEffect(() => {
    if (value === shown.current) return
    shown.current = value
    setDraft(stored)
  })

  const submit = (next: Dayjs | null) => {
    if (isSettled.current || (next !== null && (!next.isValid() || next.year() < firstYear))) return
    isSettled.current = isInline
    const iso = next === null ? null : hasTime ? next.toISOString() : next.format('YYYY-MM-DD')
    shown.current = iso
    onSubmit(iso)
  }
  const isOpen = useRef(false)
  const shared = {
    label,
    value: draft,
    onChange: (next: Dayjs | null, { validationError }: { validationError: unknown }) => {
      setDraft(next)
      // A year being typed is a date of the first century meanwhile.
      if (!isInline && validationError === null) submit(next)
    },
    onAccept: submit,
    onOpen: () => {
      isOpen.current = true
    },
    onClose: () => {
      isOpen.current = false
    },
    slotProps: {
      textField: {
        size: 'small' as const,
        fullWidth: true,
        required: isRequired,
        autoFocus: isInline,
        slotProps: { inputLabel: { shrink: true } },
        sx: { ...fieldLook, ...(isInline && labelForReaders) },
        onKeyDown: (event: KeyboardEvent) => {
          if (!isInline) return
          event.stopPropagation()
          if (event.key === 'Enter') submit(draft)
          if (event.key === 'Escape') onCancel()
        },
        onBlur: (event: FocusEvent) => {
          const isInside = event.currentTarget.contains(event.relatedTarget)
          if (isInline && !isInside && !isOpen.current) submit(draft)
        },
      },
      field: { clearable: !isRequired },
    },
  }

  return (
    <LocalizationProvider
      dateAdapter={AdapterDayjs}
      adapterLocale={isRussian ? 'ru' : 'en'}
      localeText={(isRussian ? ruRU : enUS).components.MuiLocalizationProvider.defaultProps.localeText}
    >
      {hasTime ? (
        <DateTimePicker {...shared} ampm={false} timezone={zone} minutesStep={5} />
      ) : (
        <DatePicker {...shared} />
      )}
    </LocalizationProvider>
  )
}
