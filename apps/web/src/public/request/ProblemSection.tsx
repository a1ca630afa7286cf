/** @jsxImportSource preact */
import { ChoiceField } from '../components/ChoiceField.tsx'
import { TextField } from '../components/TextField.tsx'
import { t } from '../lib/i18n.ts'
import type { Binding } from './binding.ts'

/** What happened and how pressing it is. */
export function ProblemSection({ form }: { form: Binding }) {
  const { urgency, warranty } = form.answers
  return (
    <>
      <TextField
        {...form.text('complaint')}
        label={t('field.complaint')}
        hint={t('hint.complaint')}
        isRequired
        isMultiline
        maxLength={4000}
      />
      <ChoiceField
        {...form.field('urgency')}
        label={t('field.urgency')}
        isRequired
        value={urgency}
        options={[
          { value: 'NORMAL', label: t('urgency.NORMAL'), hint: t('urgency.NORMAL_hint') },
          { value: 'URGENT', label: t('urgency.URGENT'), hint: t('urgency.URGENT_hint') },
        ]}
        onInput={(value) => form.set('urgency', value)}
      />
      <ChoiceField
        {...form.field('warranty')}
        label={t('field.isWarranty')}
        value={warranty}
        options={[
          { value: 'yes', label: t('warranty.yes') },
          { value: 'no', label: t('warranty.no') },
          { value: 'unknown', label: t('warranty.unknown') },
        ]}
        onInput={(value) => form.set('warranty', value)}
      />
      {warranty === 'yes' && (
        <TextField
          {...form.text('purchasedOn')}
          label={t('field.purchasedOn')}
          type="date"
          max={new Date().toISOString().slice(0, 10)}
        />
      )}
    </>
  )
}
