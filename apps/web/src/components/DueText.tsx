import Box from '@mui/material/Box'
import Tooltip from '@mui/material/Tooltip'
import { useTranslation } from 'react-i18next'
import { useFormat, useNow } from '../lib/format.ts'

export type DueTextProps = {
  /** Null when nobody is awaited: nothing is shown. */
  dueAt: string | null | undefined
  /** In words («Просрочено 2 дня»), for cards; otherwise as short as a cell needs («−2 д»). */
  isLong?: boolean
}

/** How long until a deadline, or how long it has been missed; exact time on hover. */
export function DueText({ dueAt, isLong = false }: DueTextProps) {
  const { t } = useTranslation('common')
  const format = useFormat()
  const now = useNow()
  if (!dueAt) return null
  const due = format.due(dueAt, now)
  const words = t(due.isOverdue ? 'due.overdue' : 'due.left', { time: due.words })
  return (
    <Tooltip title={t('due.exact', { at: format.exact(dueAt) })}>
      <Box
        component="time"
        dateTime={dueAt}
        aria-label={words}
        sx={{
          whiteSpace: 'nowrap',
          fontWeight: due.isOverdue ? 600 : 400,
          color: due.isOverdue ? 'tone.overdue.main' : due.isSoon ? 'tone.waitingUs.main' : 'text.secondary',
        }}
      >
        {isLong ? words : due.text}
      </Box>
    </Tooltip>
  )
}
