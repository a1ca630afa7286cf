/** @jsxImportSource preact */
import type { FieldProps } from './Field.tsx'

interface CheckFieldProps extends Omit<FieldProps, 'hint'> {
  isChecked: boolean
  onInput(isChecked: boolean): void
}

/** A box to tick; its mistake stands below it. */
export function CheckField({ id, label, error, isRequired, isChecked, onInput }: CheckFieldProps) {
  return (
    <div>
      <label class="nr-check">
        <input
          type="checkbox"
          id={id}
          checked={isChecked}
          aria-describedby={error ? `${id}-under` : undefined}
          aria-invalid={error ? 'true' : undefined}
          aria-required={isRequired ? 'true' : undefined}
          onChange={(event) => onInput(event.currentTarget.checked)}
        />
        <span>{label}</span>
      </label>
      {error && (
        <p class="nr-under nr-error" id={`${id}-under`} role="alert">
          {error}
        </p>
      )}
    </div>
  )
}
