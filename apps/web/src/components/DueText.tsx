import Box from '@mui/material/Box'
import { useTranslation } from 'react-i18next'
import { useFormat, useNow } from '../lib/format.ts'
import { visuallyHidden } from './visually-hidden.ts'

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
    <Box
      component="time"
      dateTime={dueAt}
      title={t('due.exact', { at: format.exact(dueAt) })}
      sx={{
        whiteSpace: 'nowrap',
        fontWeight: due.isOverdue ? 600 : 400,
        color: due.isOverdue ? 'tone.overdue.main' : due.isSoon ? 'tone.waitingUs.main' : 'text.secondary',
      }}
    >
      {isLong ? (
        words
      ) : (
        <>
          <span aria-hidden>{due.text}</span>
          <span style={visuallyHidden}>{words}</span>
        </>
      )}
    </Box>
  )
}
