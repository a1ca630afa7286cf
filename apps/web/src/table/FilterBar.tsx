import AddIcon from '@mui/icons-material/AddRounded'
import Button from '@mui/material/Button'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { LazyPopover } from '../components/LazyPopover.tsx'
import { lazyOverlay } from '../components/lazy-overlay.tsx'
import { useFormat } from '../lib/format.ts'
import type { TableColumn, TableFields } from './columns.ts'
import { conditionText } from './condition-text.ts'
import { type Condition, type ConditionOperator, operatorsOf } from './filter.ts'
import type { TableSource } from './table-source.ts'
import { useRelationTitles } from './use-relation-titles.ts'

const Chip = lazyOverlay(() => import('@mui/material/Chip').then((module) => module.default))
const FieldList = lazyOverlay(() => import('./FieldList.tsx').then((module) => module.FieldList))
const FilterEditor = lazyOverlay(() => import('./FilterEditor.tsx').then((module) => module.FilterEditor))

/** What is being edited: a condition by its place, or a new one by its field; null before the field is chosen. */
export type FilterDraft = {
  anchor: HTMLElement
  index: number | null
  field: string | null
  /** What a new condition starts with, when not with the first of its type. */
  operator?: ConditionOperator
}

export type FilterBarProps = {
  source: TableSource
  fields: TableFields
  conditions: readonly Condition[]
  draft: FilterDraft | null
  onDraft: (draft: FilterDraft | null) => void
  onChange: (conditions: Condition[]) => void
  onReset: (() => void) | null
}

/** The conditions as chips, each edited where it stands, and the way to a new one. */
export function FilterBar({ source, fields, conditions, draft, onDraft, onChange, onReset }: FilterBarProps) {
  const { t } = useTranslation('table')
  const column = draft?.field ? fields.column(draft.field) : undefined
  const present = draft?.index === null || draft === null ? undefined : conditions[draft.index]

  function apply(next: Condition) {
    onChange(
      draft?.index === null || draft === null
        ? [...conditions, next]
        : conditions.map((condition, i) => (i === draft.index ? next : condition)),
    )
    onDraft(null)
  }
  const remove = (index: number) => onChange(conditions.filter((_condition, i) => i !== index))

  return (
    <>
      {conditions.map((condition, index) => {
        const field = fields.column(condition.field)
        if (!field) return null
        return (
          <FilterChip
            key={`${condition.field}${index}`}
            source={source}
            column={field}
            condition={condition}
            onEdit={(anchor) => onDraft({ anchor, index, field: condition.field })}
            onRemove={() => remove(index)}
          />
        )
      })}
      <Button
        size="small"
        color="inherit"
        startIcon={<AddIcon />}
        aria-label={t('addFilter')}
        onClick={(event) => onDraft({ anchor: event.currentTarget, index: null, field: null })}
        sx={{ flex: 'none', color: 'text.secondary' }}
      >
        {t('add')}
      </Button>
      {onReset && (
        <Button size="small" color="inherit" onClick={onReset} sx={{ flex: 'none', color: 'text.secondary' }}>
          {t('clearFilters')}
        </Button>
      )}
      <LazyPopover
        open={draft !== null}
        anchorEl={draft?.anchor ?? null}
        onClose={() => onDraft(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        slotProps={{
          paper: {
            role: 'dialog',
            'aria-label': t('addFilter'),
            sx: { mt: 0.5, width: 320, maxWidth: 'calc(100vw - 32px)' },
          },
        }}
      >
        <Suspense>
          {column ? (
            <FilterEditor
              key={column.key}
              column={column}
              condition={startingCondition(column, present, draft?.operator)}
              source={source}
              onApply={apply}
              onRemove={
                present
                  ? () => {
                      remove(draft?.index ?? -1)
                      onDraft(null)
                    }
                  : null
              }
            />
          ) : (
            <FieldList
              entity={source.entity}
              fields={fields.filterFields}
              label={t('findField')}
              onChoose={(key) => draft && onDraft({ ...draft, field: key })}
            />
          )}
        </Suspense>
      </LazyPopover>
    </>
  )
}

function startingCondition(
  column: TableColumn,
  present: Condition | undefined,
  operator?: ConditionOperator,
): Condition {
  if (present && (!operator || operator === present.operator)) return present
  return { field: column.key, operator: operator ?? operatorsOf(column.field.type)[0] ?? 'equals', values: [] }
}

type FilterChipProps = {
  source: TableSource
  column: TableColumn
  condition: Condition
  onEdit: (anchor: HTMLElement) => void
  onRemove: () => void
}

function FilterChip({ source, column, condition, onEdit, onRemove }: FilterChipProps) {
  const { t } = useTranslation(['table', 'values'])
  const format = useFormat()
  const isRelation = column.field.type === 'RELATION'
  const ids = isRelation ? condition.values.filter((value) => value !== 'me' && value !== 'mine') : []
  const titles = useRelationTitles(source, column.key, ids)
  const text = conditionText(column, condition, { t, format, titles })
  return (
    <Suspense>
      <Chip
        label={text}
        variant="outlined"
        clickable
        aria-label={t('table:editFilter', { filter: text })}
        onClick={(event) => onEdit(event.currentTarget)}
        onDelete={onRemove}
        sx={{ height: 28, maxWidth: 320, bgcolor: 'background.paper', flex: 'none' }}
      />
    </Suspense>
  )
}
