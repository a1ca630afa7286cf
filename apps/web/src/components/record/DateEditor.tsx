import { AdapterDayjs } from '@mui/x-date-pickers/AdapterDayjs'
import { DatePicker } from '@mui/x-date-pickers/DatePicker'
import { DateTimePicker } from '@mui/x-date-pickers/DateTimePicker'
import { LocalizationProvider } from '@mui/x-date-pickers/LocalizationProvider'
import { enUS, ruRU } from '@mui/x-date-pickers/locales'
import dayjs, { type Dayjs } from 'dayjs'
import 'dayjs/locale/ru'
import timezone from 'dayjs/plugin/timezone'
import utc from 'dayjs/plugin/utc'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { organisationTimeZone } from '../../lib/format.ts'

dayjs.extend(utc)
dayjs.extend(timezone)

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

  const submit = (next: Dayjs | null) => {
    if (isSettled.current || (next !== null && !next.isValid())) return
    isSettled.current = isInline
    onSubmit(next === null ? null : hasTime ? next.toISOString() : next.format('YYYY-MM-DD'))
  }
  const shared = {
    label: isInline ? undefined : label,
    value: draft,
    onChange: (next: Dayjs | null) => {
      setDraft(next)
      if (!isInline) submit(next)
    },
    onAccept: submit,
    slotProps: {
      textField: {
        size: 'small' as const,
        fullWidth: true,
        required: isRequired,
        autoFocus: isInline,
        inputProps: { 'aria-label': label },
        onKeyDown: (event: { key: string; stopPropagation: () => void }) => {
          if (!isInline) return
          event.stopPropagation()
          if (event.key === 'Enter') submit(draft)
          if (event.key === 'Escape') onCancel()
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
