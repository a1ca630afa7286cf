/** @jsxImportSource preact */
import { CheckField } from '../components/CheckField.tsx'
import { t } from '../lib/i18n.ts'
import type { Binding } from './binding.ts'

/** The text of the consent to personal-data processing (152-ФЗ), and the box that nobody ticks for the client. */
export function ConsentSection({ form, text }: { form: Binding; text: string }) {
  return (
    <div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <section class="nr-consent-text" tabIndex={0} aria-label={t('consent.label')}>
        {text}
      </section>
      <CheckField
        {...form.field('consent')}
        label={t('consent.label')}
        isRequired
        isChecked={form.answers.consent}
        onInput={(isChecked) => form.set('consent', isChecked)}
      />
    </div>
  )
}
