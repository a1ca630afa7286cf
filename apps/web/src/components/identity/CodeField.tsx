import TextField from '@mui/material/TextField'
import type { ChangeEvent, Ref } from 'react'
import { useTranslation } from 'react-i18next'

export type CodeFieldProps = { inputRef?: Ref<HTMLInputElement>; hasError?: boolean; helperText?: string }

const DIGITS = 6

/** Six digits of an authenticator app, named `code`; the form is sent when the last one is there. */
export function CodeField({ inputRef, hasError = false, helperText }: CodeFieldProps) {
  const { t } = useTranslation('identity')
  const sendWhenWhole = ({ target }: ChangeEvent<HTMLInputElement>) => {
    if (target.value.replace(/\s/g, '').length === DIGITS) target.form?.requestSubmit()
  }
  return (
    <TextField
      name="code"
      label={t('code.label')}
      helperText={helperText}
      error={hasError}
      autoComplete="one-time-code"
      required
      autoFocus
      inputRef={inputRef}
      onChange={sendWhenWhole}
      slotProps={{
        htmlInput: {
          inputMode: 'numeric',
          pattern: '[0-9 ]{6,7}',
          maxLength: 7,
          style: { fontVariantNumeric: 'tabular-nums', letterSpacing: '0.2em' },
        },
      }}
    />
  )
}
