import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../lib/format.ts'

export type ListFooterProps = {
  totals: { count: number; isCapped: boolean } | undefined
  isCountingAll: boolean
  onCountAll: () => void
  selectedCount: number
  onClearSelection: () => void
  /** The rest of the list, or its refreshed rows, could not be read. */
  problem: { text: string; onRetry: () => void } | null
}

/** How long the list is, how many of it are selected, and what went wrong beyond the rows on the screen. */
export function ListFooter(props: ListFooterProps) {
  const { totals, selectedCount, problem } = props
  const { t } = useTranslation(['table', 'common'])
  const format = useFormat()
  return (
    <Box
      sx={{
        flex: 'none',
        display: 'flex',
        alignItems: 'center',
        gap: 1.5,
        minHeight: 36,
        px: { xs: 2, md: 3 },
        borderTop: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
        typography: 'body2',
        color: 'text.secondary',
      }}
    >
      <span role="status">
        {totals &&
          (totals.isCapped
            ? t('table:countCapped', { shown: format.number(totals.count) })
            : t('table:count', { count: totals.count, shown: format.number(totals.count) }))}
      </span>
      {totals?.isCapped && (
        <Button size="small" onClick={props.onCountAll} disabled={props.isCountingAll}>
          {t(props.isCountingAll ? 'table:countingAll' : 'table:countAll')}
        </Button>
      )}
      {selectedCount > 0 && (
        <>
          <Box component="span" role="status" sx={{ color: 'text.primary', fontWeight: 500 }}>
            {t('table:selected', { count: selectedCount })}
          </Box>
          <Button size="small" onClick={props.onClearSelection}>
            {t('table:clearSelection')}
          </Button>
        </>
      )}
      {problem && (
        <Box role="alert" sx={{ ml: 'auto', display: 'flex', alignItems: 'center', gap: 1, color: 'error.main' }}>
          {problem.text}
          <Button size="small" onClick={problem.onRetry}>
            {t('common:retry')}
          </Button>
        </Box>
      )}
    </Box>
  )
}
