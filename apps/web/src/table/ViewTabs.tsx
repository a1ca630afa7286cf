import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import type { KeyboardEvent } from 'react'
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
  const moves: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 }
  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const step = moves[event.key]
    if (step === undefined) return
    event.preventDefault()
    const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')]
    const at = tabs.findIndex((tab) => tab.contains(document.activeElement))
    tabs[(at + step + tabs.length) % tabs.length]?.focus()
  }
  return (
    <Box
      role="tablist"
      aria-label={t('views.label')}
      onKeyDown={onKeyDown}
      sx={{
        display: 'flex',
        minWidth: 0,
        overflowX: 'auto',
        scrollbarWidth: 'none',
        // On a phone they run on behind the view switch: faded, so that it is seen that there are more.
        pr: { xs: 3.5, sm: 0 },
        maskImage: { xs: 'linear-gradient(to right, #000 calc(100% - 32px), transparent)', sm: 'none' },
      }}
    >
      {views.map((view) => (
        <ButtonBase
          key={view.key}
          role="tab"
          aria-selected={view.key === value}
          ref={view.key === value ? showWhole : undefined}
          tabIndex={view.key === value ? 0 : -1}
          onClick={() => onChange(view.key)}
          sx={{
            flex: 'none',
            gap: 0.75,
            px: 1.5,
            scrollMarginInline: { xs: 28, sm: 0 },
            height: { xs: 44, sm: 36 },
            typography: 'button',
            color: 'text.secondary',
            borderBottom: '2px solid transparent',
            '&:hover': { color: 'text.primary' },
            '&.Mui-focusVisible': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: -2 },
            '&[aria-selected=true]': { color: 'primary.main', borderColor: 'primary.main' },
          }}
        >
          {view.label}
          {view.hasCount && <ViewCount entity={entity} view={view} />}
        </ButtonBase>
      ))}
    </Box>
  )
}

/** A chosen tab may lie beyond the edge: when its address is opened, or when its count has come. */
function showWhole(tab: HTMLElement | null) {
  if (!tab || typeof ResizeObserver === 'undefined') return
  const observer = new ResizeObserver(() => tab.scrollIntoView({ block: 'nearest', inline: 'nearest' }))
  observer.observe(tab)
  return () => observer.disconnect()
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
