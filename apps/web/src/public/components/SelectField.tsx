/** @jsxImportSource preact */
import { describedBy, Field, type FieldProps } from './Field.tsx'

interface SelectFieldProps extends FieldProps {
  value: string
  options: readonly { value: string; label: string }[]
  onInput(value: string): void
}

/** One of a list that may be long: the platform's own control. */
export function SelectField(props: SelectFieldProps) {
  return (
    <Field {...props}>
      <select
        {...describedBy(props)}
        class="nr-input"
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      >
        {props.options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </Field>
  )
}
