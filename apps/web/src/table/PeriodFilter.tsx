import CalendarIcon from '@mui/icons-material/CalendarTodayRounded'
import Button from '@mui/material/Button'
import Divider from '@mui/material/Divider'
import MenuItem from '@mui/material/MenuItem'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LazyMenu } from '../components/LazyMenu.tsx'
import { useFormat } from '../lib/format.ts'
import type { TableColumn } from './columns.ts'
import type { Condition } from './filter.ts'

const quick = ['today', 'yesterday', 'last7', 'last30', 'month', 'previousMonth', 'quarter', 'year'] as const

export type PeriodFilterProps = {
  column: TableColumn
  conditions: readonly Condition[]
  onChange: (conditions: Condition[]) => void
  /** Opens the editor of the period's own first and last day. */
  onOwnPeriod: (anchor: HTMLElement, index: number | null) => void
}

/** Quick choice of the list's period: a condition over its main date like any other, and a chip like any other. */
export function PeriodFilter({ column, conditions, onChange, onOwnPeriod }: PeriodFilterProps) {
  const { t } = useTranslation('table')
  const format = useFormat()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const index = conditions.findIndex(
    ({ field, operator }) => field === column.key && (operator === 'period' || operator === 'between'),
  )
  const present = conditions[index]
  const others = conditions.filter((_condition, i) => i !== index)

  function choose(period: string | null) {
    setAnchor(null)
    onChange(period ? [...others, { field: column.key, operator: 'period', values: [period] }] : others)
  }
  const text = !present
    ? t('periodButton')
    : present.operator === 'period'
      ? t(`period.${present.values[0]}`)
      : present.values.map((day) => format.day(day)).join(' – ')

  return (
    <>
      <Button
        size="small"
        color={present ? 'primary' : 'inherit'}
        startIcon={<CalendarIcon sx={{ fontSize: '16px !important' }} />}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        title={column.label}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ flex: 'none', ...(present ? {} : { color: 'text.secondary' }) }}
      >
        {text}
      </Button>
      <LazyMenu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem selected={!present} onClick={() => choose(null)}>
          {t('anyPeriod')}
        </MenuItem>
        {quick.map((period) => (
          <MenuItem key={period} selected={present?.values[0] === period} onClick={() => choose(period)}>
            {t(`period.${period}`)}
          </MenuItem>
        ))}
        <Divider />
        <MenuItem
          onClick={() => {
            if (anchor) onOwnPeriod(anchor, index < 0 ? null : index)
            setAnchor(null)
          }}
        >
          {t('ownPeriod')}…
        </MenuItem>
      </LazyMenu>
    </>
  )
}
