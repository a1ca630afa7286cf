/** @jsxImportSource preact */
import { CheckField } from '../components/CheckField.tsx'
import { SelectField } from '../components/SelectField.tsx'
import { TextField } from '../components/TextField.tsx'
import { t } from '../lib/i18n.ts'
import type { Binding } from './binding.ts'
import type { FoundUnit } from './draft.ts'
import type { UnitSearch } from './use-unit.ts'

interface EquipmentSectionProps {
  form: Binding
  manufacturers: readonly { id: string; name: string }[]
  unit: FoundUnit | null
  search: UnitSearch
}

/** Which unit: by its number, or by manufacturer and model. */
export function EquipmentSection({ form, manufacturers, unit, search }: EquipmentSectionProps) {
  const { isSerialUnknown, manufacturerId } = form.answers
  const options = [
    { value: '', label: t('field.manufacturerOther') },
    ...manufacturers.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return (
    <>
      <div>
        <TextField
          {...form.text('serialNumber')}
          label={t('field.serialNumber')}
          hint={isSerialUnknown ? null : searchText(search, unit, manufacturers)}
          isRequired={!isSerialUnknown}
          isDisabled={isSerialUnknown}
          autoComplete="off"
          autoCapitalize="characters"
          maxLength={100}
        />
        <CheckField
          {...form.field('isSerialUnknown')}
          label={t('field.isSerialUnknown')}
          isChecked={isSerialUnknown}
          onInput={(isChecked) => form.set('isSerialUnknown', isChecked)}
        />
      </div>
      <div class="nr-row">
        <SelectField
          {...form.field('manufacturerId')}
          label={t('field.manufacturer')}
          value={manufacturerId}
          options={options}
          onInput={(value) => form.set('manufacturerId', value)}
        />
        <TextField
          {...form.text('model')}
          label={t('field.model')}
          hint={t('hint.model')}
          isRequired={isSerialUnknown}
          autoComplete="off"
        />
      </div>
    </>
  )
}

function searchText(search: UnitSearch, unit: FoundUnit | null, manufacturers: EquipmentSectionProps['manufacturers']) {
  if (search === 'SEARCHING') return t('hint.unitSearching')
  if (search === 'UNKNOWN') return t('hint.unitUnknown')
  if (search !== 'FOUND' || !unit) return t('hint.serialNumber')
  const maker = manufacturers.find(({ id }) => id === unit.manufacturerId)?.name
  return t('hint.unitFound', { unit: maker ? `${unit.model}, ${maker}` : unit.model })
}
