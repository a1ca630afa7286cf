/** @jsxImportSource preact */
import { t } from '../lib/i18n.ts'

/** Marks from the worst to the best. */
export const marks = [1, 2, 3, 4, 5] as const
export type Mark = (typeof marks)[number]

interface StarsProps {
  value: Mark | null
  error: string | null
  onInput(mark: Mark): void
}

/** Five radio buttons drawn as stars: arrows, screen readers and fingers find what they know. */
export function Stars({ value, error, onInput }: StarsProps) {
  return (
    <fieldset class="nr-field" aria-describedby="nr-mark-word">
      <legend class="nr-visually-hidden">{t('rate.mark')}</legend>
      <div class="nr-stars">
        {marks.map((mark) => (
          <label class={value !== null && mark <= value ? 'nr-star nr-star-lit' : 'nr-star'} key={mark}>
            <input
              type="radio"
              name="nr-mark"
              id={`nr-mark-${mark}`}
              checked={mark === value}
              onChange={() => onInput(mark)}
            />
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d="M12 2.8l2.85 5.9 6.4.9-4.65 4.5 1.13 6.4L12 17.4l-5.73 3.1 1.13-6.4L2.75 9.6l6.4-.9z" />
            </svg>
            <span class="nr-visually-hidden">
              {mark} — {t(`rate.marks.${mark}`)}
            </span>
          </label>
        ))}
      </div>
      <p class={error ? 'nr-mark-word nr-error' : 'nr-mark-word'} id="nr-mark-word" aria-live="polite">
        {error ?? (value && t(`rate.marks.${value}`))}
      </p>
    </fieldset>
  )
}
