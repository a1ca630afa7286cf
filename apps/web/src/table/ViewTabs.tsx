import Box from '@mui/material/Box'
import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../lib/format.ts'
import type { TableView } from './list-definition.ts'
import { useTotals } from './totals.ts'

export type ViewTabsProps = {
  entity: string
  views: readonly TableView[]
  value: string
  onChange: (key: string) => void
}

/** Predefined selections of the list, with how many wait in those that are somebody's work. */
export function ViewTabs({ entity, views, value, onChange }: ViewTabsProps) {
  const { t } = useTranslation('table')
  return (
    <Tabs
      value={value}
      onChange={(_event, key: string) => onChange(key)}
      variant="scrollable"
      scrollButtons={false}
      aria-label={t('views.label')}
      sx={{ minWidth: 0 }}
    >
      {views.map((view) => (
        <Tab
          key={view.key}
          value={view.key}
          label={
            <Box component="span" sx={{ display: 'inline-flex', gap: 0.75, alignItems: 'baseline' }}>
              {view.label}
              {view.hasCount && <ViewCount entity={entity} view={view} />}
            </Box>
          }
        />
      ))}
    </Tabs>
  )
}

function ViewCount({ entity, view }: { entity: string; view: TableView }) {
  const format = useFormat()
  const { totals } = useTotals({ entity, filter: view.filter, search: '' })
  if (!totals?.count) return null
  return (
    <Box
      component="span"
      sx={{
        typography: 'caption',
        fontWeight: 600,
        color: view.key === 'overdue' ? 'tone.overdue.main' : 'text.secondary',
      }}
    >
      {format.number(totals.count)}
      {totals.isCapped && '+'}
    </Box>
  )
}
