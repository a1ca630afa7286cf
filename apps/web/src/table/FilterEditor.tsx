import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isPickerEntity } from '../components/record-sources.ts'
import type { TableColumn } from './columns.ts'
import { FilterValues } from './FilterValues.tsx'
import { type Condition, type ConditionOperator, isComplete, operators, operatorsOf } from './filter.ts'
import type { TableSource } from './table-source.ts'

export type FilterEditorProps = {
  source: TableSource
  column: TableColumn
  condition: Condition
  onApply: (condition: Condition) => void
  onRemove: (() => void) | null
}

/** One condition: what is compared how with what, by the field's type. */
export function FilterEditor({ source, column, condition, onApply, onRemove }: FilterEditorProps) {
  const { t } = useTranslation('table')
  const [draft, setDraft] = useState(condition)
  const offered = offeredOperators(column)

  function submit(event: FormEvent) {
    event.preventDefault()
    if (isComplete(draft)) onApply(draft)
  }

  return (
    <Box component="form" onSubmit={submit} sx={{ p: 1.5, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <Typography variant="subtitle1" component="h2">
        {column.label}
      </Typography>
      {offered.length > 1 && (
        <TextField
          select
          fullWidth
          value={draft.operator}
          onChange={(event) => {
            const operator = operators.find((each) => each === event.target.value)
            if (operator) setDraft({ ...draft, operator, values: keptValues(draft, operator) })
          }}
          slotProps={{ select: { SelectDisplayProps: { 'aria-label': t('filter.condition') } } }}
        >
          {offered.map((operator) => (
            <MenuItem key={operator} value={operator}>
              {t(`operator.${operator}`)}
            </MenuItem>
          ))}
        </TextField>
      )}
      <FilterValues
        source={source}
        column={column}
        condition={draft}
        onChange={(values) => setDraft({ ...draft, values })}
      />
      <Box sx={{ display: 'flex', gap: 1, justifyContent: 'flex-end' }}>
        {onRemove && (
          <Button color="inherit" onClick={onRemove} sx={{ mr: 'auto', color: 'text.secondary' }}>
            {t('clearFilters')}
          </Button>
        )}
        <Button type="submit" variant="contained" disabled={!isComplete(draft)}>
          {t('apply')}
        </Button>
      </Box>
    </Box>
  )
}

/** Records of an entity that cannot be searched for can only be there or not. */
function offeredOperators(column: TableColumn): readonly ConditionOperator[] {
  const all = operatorsOf(column.field.type)
  if (column.field.type !== 'RELATION' || isPickerEntity(column.field.target)) return all
  return all.filter((operator) => operator === 'empty' || operator === 'notEmpty')
}

/** What has been entered stays as long as it means the same under the other operator. */
function keptValues({ operator, values }: Condition, next: ConditionOperator): readonly string[] {
  const isSameKind = (operator === 'period') === (next === 'period')
  if (next === 'empty' || next === 'notEmpty' || !isSameKind) return []
  return next === 'in' || next === 'notIn' || next === 'between' ? values : values.slice(0, 1)
}
