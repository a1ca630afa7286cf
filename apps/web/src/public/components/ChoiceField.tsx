/** @jsxImportSource preact */
import { t } from '../lib/i18n.ts'
import type { FieldProps } from './Field.tsx'

interface ChoiceFieldProps<T extends string> extends FieldProps {
  value: T | ''
  options: readonly { value: T; label: string; hint?: string }[]
  onInput(value: T): void
}

/** One of a few, all in sight. */
export function ChoiceField<T extends string>(props: ChoiceFieldProps<T>) {
  const { id, label, error, hint, isRequired, value, options, onInput } = props
  return (
    <fieldset class="nr-field" aria-describedby={error || hint ? `${id}-under` : undefined}>
      <legend class="nr-label">
        {label}
        {!isRequired && <span class="nr-optional"> · {t('common.optional')}</span>}
      </legend>
      <div class="nr-choices">
        {options.map((option, index) => (
          <label class="nr-choice" key={option.value}>
            <input
              type="radio"
              id={index === 0 ? id : undefined}
              name={id}
              checked={option.value === value}
              onChange={() => onInput(option.value)}
            />
            <span class="nr-choice-text">
              <span>{option.label}</span>
              {option.hint && <span class="nr-secondary nr-small">{option.hint}</span>}
            </span>
          </label>
        ))}
      </div>
      {(error || hint) && (
        <p class={error ? 'nr-under nr-error' : 'nr-under'} id={`${id}-under`} aria-live="polite">
          {error ?? hint}
        </p>
      )}
    </fieldset>
  )
}
