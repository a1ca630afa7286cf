import Box from '@mui/material/Box'
import { useTranslation } from 'react-i18next'
import { DueText } from '../../components/DueText.tsx'
import { MoveChip, type MoveChipProps } from '../../components/MoveChip.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { NextStep, UnmetGuards } from '../../components/record/NextStep.tsx'
import type { Transitions } from '../../components/record/use-transitions.ts'
import { StatusChip } from '../../components/StatusChip.tsx'
import { ToneChip } from '../../components/ToneChip.tsx'
import type { RepairFields_RepairFragment } from '../../gql/graphql.ts'
import { RepairMilestones } from './RepairMilestones.tsx'

interface Props {
  repair: RepairFields_RepairFragment
  transitions: Transitions
  listUrl: string
}

/** How the repair stands, whose move it is, and the next step of whoever is looking. */
export function RepairHeader({ repair, transitions, listUrl }: Props) {
  const { t } = useTranslation(['repairs', 'values'])
  return (
    <>
      <PageHeader
        title={repair.number ?? t('untitled')}
        back={{ to: listUrl, label: t('back') }}
        chips={
          <>
            <StatusChip entity="repair" status={repair.status} />
            {repair.urgency === 'URGENT' && <ToneChip tone="overdue">{t('values:urgency.URGENT')}</ToneChip>}
            <DueText isLong dueAt={repair.dueAt} />
            <MoveChip party={repair.moveParty} mover={moverOf(repair)} />
          </>
        }
        actions={
          // On a phone the next step stands at the bottom.
          <Box sx={{ display: { xs: transitions.primary ? 'none' : 'block', sm: 'block' } }}>
            <NextStep entity="repair" transitions={transitions} />
          </Box>
        }
      />
      <Box sx={{ px: { xs: 2, md: 3 }, pb: 1.5, display: 'grid', gap: 1 }}>
        <UnmetGuards entity="repair" transitions={transitions} />
        {repair.status && <RepairMilestones status={repair.status} visitAt={repair.visitAt} />}
      </Box>
    </>
  )
}

/** Whose move it is exactly, as far as the viewer may read it. */
function moverOf(repair: RepairFields_RepairFragment): MoveChipProps['mover'] {
  switch (repair.moveParty) {
    case 'SERVICE_CENTER':
      return repair.serviceCenter
    case 'TECH_EXPERT':
      return repair.techExpert
    case 'MANAGER':
      return repair.manager
    case 'CLIENT':
      return repair.client
    default:
      return null
  }
}
