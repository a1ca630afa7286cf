/** @jsxImportSource preact */
import { ChoiceField } from '../components/ChoiceField.tsx'
import { TextField } from '../components/TextField.tsx'
import { t } from '../lib/i18n.ts'
import type { Binding } from './binding.ts'

/** Whose equipment it is and whom to call. */
export function ContactSection({ form }: { form: Binding }) {
  const { owner } = form.answers
  return (
    <>
      <ChoiceField
        {...form.field('owner')}
        label={t('field.owner')}
        isRequired
        value={owner}
        options={[
          { value: 'company', label: t('owner.company') },
          { value: 'person', label: t('owner.person') },
        ]}
        onInput={(value) => form.set('owner', value)}
      />
      {owner === 'company' && (
        <div class="nr-row">
          <TextField
            {...form.text('clientName')}
            label={t('field.clientName')}
            isRequired
            autoComplete="organization"
          />
          <TextField
            {...form.text('inn')}
            label={t('field.inn')}
            hint={t('hint.inn')}
            inputMode="numeric"
            autoComplete="off"
            maxLength={14}
          />
        </div>
      )}
      <TextField {...form.text('contactName')} label={t('field.contactName')} isRequired autoComplete="name" />
      <div class="nr-row">
        <TextField
          {...form.text('phone')}
          label={t('field.phone')}
          hint={t('hint.phone')}
          isRequired
          type="tel"
          autoComplete="tel"
          maxLength={40}
        />
        <TextField
          {...form.text('email')}
          label={t('field.email')}
          hint={t('hint.email')}
          isRequired
          type="email"
          autoComplete="email"
        />
      </div>
    </>
  )
}
