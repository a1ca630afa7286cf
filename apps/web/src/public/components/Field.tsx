/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact'
import { t } from '../lib/i18n.ts'

export interface FieldProps {
  id: string
  label: string
  hint?: string | null
  error?: string | null
  isRequired?: boolean
}

/** Attributes by which a control belongs to its Field. */
export function describedBy({ id, error, isRequired }: FieldProps) {
  return {
    id,
    'aria-describedby': `${id}-under`,
    'aria-invalid': error ? ('true' as const) : undefined,
    'aria-required': isRequired ? ('true' as const) : undefined,
  }
}

/** A control with its label above and one line below, which holds the hint or the mistake. */
export function Field({ id, label, hint, error, isRequired, children }: FieldProps & { children: ComponentChildren }) {
  return (
    <div class="nr-field">
      <label class="nr-label" for={id}>
        {label}
        {!isRequired && <span class="nr-optional"> · {t('common.optional')}</span>}
      </label>
      {children}
      <p class={error ? 'nr-under nr-error' : 'nr-under'} id={`${id}-under`} aria-live="polite">
        {error ?? hint}
      </p>
    </div>
  )
}
