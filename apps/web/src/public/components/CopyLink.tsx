/** @jsxImportSource preact */
import { useRef, useState } from 'preact/hooks'
import { t } from '../lib/i18n.ts'

/** Copies the text of the link beside it; a browser without a clipboard gets it selected instead. */
export function CopyLink({ href, label }: { href: string; label: string }) {
  const field = useRef<HTMLInputElement>(null)
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(href)
      setCopied(true)
    } catch {
      field.current?.select()
    }
  }
  return (
    <div class="nr-field">
      <label class="nr-label" for="nr-link">
        {label}
      </label>
      <input id="nr-link" ref={field} class="nr-input" readOnly value={href} onFocus={() => field.current?.select()} />
      <div class="nr-actions">
        <button type="button" class="nr-button nr-button-quiet" onClick={() => void copy()}>
          {isCopied ? t('done.copied') : t('done.copy')}
        </button>
      </div>
      <p class="nr-visually-hidden" role="status">
        {isCopied && t('done.copied')}
      </p>
    </div>
  )
}
