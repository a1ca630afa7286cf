/** @jsxImportSource preact */
import { TextField } from '../components/TextField.tsx'
import { t } from '../lib/i18n.ts'
import type { Binding } from './binding.ts'

/** Where the engineer is to come. */
export function PlaceSection({ form }: { form: Binding }) {
  return (
    <>
      <div class="nr-row">
        <TextField {...form.text('city')} label={t('field.city')} isRequired autoComplete="address-level2" />
        <TextField {...form.text('region')} label={t('field.region')} autoComplete="address-level1" />
      </div>
      <TextField
        {...form.text('address')}
        label={t('field.address')}
        hint={t('hint.address')}
        isRequired
        autoComplete="street-address"
        maxLength={500}
      />
    </>
  )
}
