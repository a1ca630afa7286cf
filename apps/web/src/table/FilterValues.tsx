import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import Chip from '@mui/material/Chip'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { RecordPicker } from '../components/RecordPicker.tsx'
import { isPickerEntity } from '../components/record-sources.ts'
import { useViewer } from '../lib/viewer.ts'
import type { TableColumn } from './columns.ts'
import { FilterInputField } from './FilterInputField.tsx'
import { type Condition, periods } from './filter.ts'
import type { TableSource } from './table-source.ts'
import { rememberTitle, useRelationTitles } from './use-relation-titles.ts'

export type FilterValuesProps = {
  source: TableSource
  column: TableColumn
  condition: Condition
  onChange: (values: string[]) => void
}

/** Entry of a condition's values, as the field's type and the operator ask for. */
export function FilterValues(props: FilterValuesProps) {
  const { column, condition, onChange } = props
  const { t } = useTranslation(['table', 'values'])
  const { operator, values } = condition
  const { field, source } = column

  if (operator === 'empty' || operator === 'notEmpty') return null
  if (field.type === 'RELATION') return <RelationValues {...props} />
  if (operator === 'period') {
    return (
      <RadioGroup
        value={values[0] ?? ''}
        onChange={(_event, period) => onChange([period])}
        aria-label={t('table:operator.period')}
      >
        {periods.map((period) => (
          <FormControlLabel
            key={period}
            value={period}
            control={<Radio size="small" />}
            label={t(`table:period.${period}`)}
          />
        ))}
      </RadioGroup>
    )
  }
  if (field.type === 'BOOLEAN') {
    return (
      <RadioGroup
        value={values[0] ?? ''}
        onChange={(_event, value) => onChange([value])}
        aria-label={t('table:filter.value')}
      >
        {['true', 'false'].map((value) => (
          <FormControlLabel
            key={value}
            value={value}
            control={<Radio size="small" />}
            label={t(`values:boolean.${value}`)}
          />
        ))}
      </RadioGroup>
    )
  }
  if (field.values && (operator === 'in' || operator === 'notIn')) {
    return (
      <Box
        role="group"
        aria-label={t('table:filter.value')}
        sx={{ display: 'flex', flexDirection: 'column', maxHeight: 320, overflow: 'auto' }}
      >
        {field.values.map((value) => (
          <FormControlLabel
            key={value}
            control={
              <Checkbox
                size="small"
                checked={values.includes(value)}
                onChange={(event) =>
                  onChange(event.target.checked ? [...values, value] : values.filter((each) => each !== value))
                }
              />
            }
            label={t(`values:${source.values}.${value}`)}
          />
        ))}
      </Box>
    )
  }
  if (operator === 'between') {
    const isDay = field.type === 'DATE' || field.type === 'DATETIME'
    return (
      <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 1 }}>
        <FilterInputField
          autoFocus
          type={field.type}
          label={t(isDay ? 'table:filter.since' : 'table:filter.from')}
          value={values[0] ?? ''}
          onChange={(value) => onChange([value, values[1] ?? ''])}
        />
        <FilterInputField
          type={field.type}
          label={t(isDay ? 'table:filter.till' : 'table:filter.to')}
          value={values[1] ?? ''}
          onChange={(value) => onChange([values[0] ?? '', value])}
        />
      </Box>
    )
  }
  return (
    <FilterInputField
      autoFocus
      type={field.type}
      label={t('table:filter.value')}
      value={values[0] ?? ''}
      onChange={(value) => onChange([value])}
    />
  )
}

/** Several records of the related entity; for people «me», for organisations «mine». */
function RelationValues({ source, column, condition, onChange }: FilterValuesProps) {
  const { t } = useTranslation('table')
  const viewer = useViewer()
  const { values } = condition
  const target = column.field.target
  const own = target === 'employee' ? 'me' : isOwnOrganisation(target, viewer) ? 'mine' : null
  const ids = values.filter((value) => value !== 'me' && value !== 'mine')
  const titles = useRelationTitles(source, column.key, ids)
  const box = useRef<HTMLDivElement>(null)
  const count = useRef(ids.length)
  useEffect(() => {
    // One record is the usual choice: the next key press applies it.
    if (ids.length > count.current) box.current?.closest('form')?.querySelector<HTMLElement>('[type=submit]')?.focus()
    count.current = ids.length
  }, [ids.length])
  if (!isPickerEntity(target)) return null
  return (
    <Box ref={box} sx={{ display: 'flex', flexDirection: 'column', gap: 1 }}>
      {own && (
        <FormControlLabel
          control={
            <Checkbox
              size="small"
              checked={values.includes(own)}
              onChange={(event) => onChange(event.target.checked ? [own, ...ids] : ids)}
            />
          }
          label={t(`filter.${own}`)}
        />
      )}
      <RecordPicker
        key={ids.length}
        entity={target}
        label={t('filter.add')}
        isLabelHidden
        autoFocus={ids.length === 0}
        value={null}
        onChange={(record) => {
          if (!record || values.includes(record.id)) return
          rememberTitle(record.id, record.title)
          onChange([...values, record.id])
        }}
      />
      {ids.length > 0 && (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5 }}>
          {ids.map((id) => {
            const title = titles.get(id) ?? '—'
            return (
              <Chip
                key={id}
                size="small"
                label={title}
                onDelete={() => onChange(values.filter((value) => value !== id))}
              />
            )
          })}
        </Box>
      )}
    </Box>
  )
}

function isOwnOrganisation(
  target: string | null,
  viewer: { serviceCenterId: string | null; dealerId: string | null },
): boolean {
  return (
    (target === 'serviceCenter' && viewer.serviceCenterId !== null) || (target === 'dealer' && viewer.dealerId !== null)
  )
}
