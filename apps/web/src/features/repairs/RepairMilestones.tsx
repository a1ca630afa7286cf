import Box from '@mui/material/Box'
import { type RepairStatus, repairMilestones, repairStatuses } from '@naryad/domain'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format.ts'

interface Props {
  status: string
  visitAt: string | null
}

function isStatus(status: string): status is RepairStatus {
  return Object.hasOwn(repairStatuses, status)
}

/** The stations of a repair: behind it, where it stands, ahead. */
export function RepairMilestones({ status, visitAt }: Props) {
  const { t } = useTranslation(['repairs', 'values'])
  const { day } = useFormat()
  if (!isStatus(status)) return null
  const rule = repairStatuses[status]
  const isBroken = rule.stage === 'CANCELLED'
  return (
    <Box
      component="ol"
      aria-label={t('progress')}
      sx={{ listStyle: 'none', m: 0, p: 0, display: 'flex', fontSize: 12, lineHeight: '16px', maxWidth: 840 }}
    >
      {repairMilestones.map((milestone, index) => {
        const isCurrent = index === rule.milestone && !rule.isFinal
        const isPassed = !isBroken && (index < rule.milestone || rule.isFinal)
        const name = t(`values:repairMilestone.${milestone}`)
        return (
          <Box
            component="li"
            key={milestone}
            aria-current={isCurrent ? 'step' : undefined}
            sx={{
              flex: 1,
              minWidth: 0,
              pt: 0.75,
              mr: 0.5,
              borderTop: 3,
              borderColor: isPassed || isCurrent ? 'primary.main' : 'divider',
              color: isCurrent ? 'text.primary' : 'text.secondary',
              fontWeight: isCurrent ? 600 : 400,
              overflow: 'hidden',
              textOverflow: 'ellipsis',
              whiteSpace: 'nowrap',
              // Six names do not fit a phone: there the current one is read, the others are seen.
              '@media (max-width: 599.95px)': isCurrent ? { flex: '2 1 auto', overflow: 'visible' } : { fontSize: 0 },
            }}
          >
            {name}
            {milestone === 'VISIT' && visitAt && !isBroken && ` ${day(visitAt)}`}
          </Box>
        )
      })}
    </Box>
  )
}
