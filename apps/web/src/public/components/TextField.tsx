/** @jsxImportSource preact */
import { h } from 'preact'
import { describedBy, Field, type FieldProps } from './Field.tsx'

export interface TextFieldProps extends FieldProps {
  value: string
  type?: 'text' | 'tel' | 'email' | 'date'
  inputMode?: 'text' | 'numeric'
  autoComplete?: string
  autoCapitalize?: 'characters' | 'words'
  maxLength?: number
  /** Latest day of a date, YYYY-MM-DD. */
  max?: string
  isMultiline?: boolean
  isDisabled?: boolean
  onInput(value: string): void
  onLeave?(): void
}

/** One line of text, a date, or several lines. */
export function TextField(props: TextFieldProps) {
  const {
    value,
    type = 'text',
    inputMode,
    autoComplete,
    autoCapitalize,
    maxLength = 200,
    max,
    onInput,
    onLeave,
  } = props
  const shared = {
    ...describedBy(props),
    class: 'nr-input',
    value,
    maxLength,
    autoComplete,
    autoCapitalize,
    disabled: props.isDisabled,
    onBlur: onLeave,
  }
  if (props.isMultiline) {
    return (
      <Field {...props}>
        <textarea {...shared} rows={4} onInput={(event) => onInput(event.currentTarget.value)} />
      </Field>
    )
  }
  const line = { ...shared, inputMode, max, onInput: (event: InputEvent) => onInput(textIn(event)) }
  return <Field {...props}>{h('input', { ...line, type })}</Field>
}

function textIn({ currentTarget }: InputEvent): string {
  return currentTarget instanceof HTMLInputElement ? currentTarget.value : ''
}
