import Box from '@mui/material/Box'
import { useTranslation } from 'react-i18next'
import { DueText } from '../../components/DueText.tsx'
import { MoveChip } from '../../components/MoveChip.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { NextStep, UnmetGuards } from '../../components/record/NextStep.tsx'
import type { Transitions } from '../../components/record/use-transitions.ts'
import { StatusChip } from '../../components/StatusChip.tsx'
import { ToneChip } from '../../components/ToneChip.tsx'
import type { RequestFields_ServiceRequestFragment } from '../../gql/graphql.ts'

interface Props {
  request: RequestFields_ServiceRequestFragment
  transitions: Transitions
  listUrl: string
}

/** How the request stands, whose move it is, and the next step of whoever is looking. */
export function RequestHeader({ request, transitions, listUrl }: Props) {
  const { t } = useTranslation(['requests', 'values'])
  const mover = request.moveParty === 'AUTHOR' ? (request.author ?? clientOf(request)) : request.responsible
  return (
    <>
      <PageHeader
        title={request.number ?? t('untitled')}
        back={{ to: listUrl, label: t('back') }}
        chips={
          <>
            <StatusChip entity="serviceRequest" status={request.status} />
            {request.urgency === 'URGENT' && <ToneChip tone="overdue">{t('values:urgency.URGENT')}</ToneChip>}
            <DueText isLong dueAt={request.dueAt} />
            <MoveChip party={request.moveParty} mover={mover} />
          </>
        }
        actions={
          // On a phone the next step stands at the bottom.
          <Box sx={{ display: { xs: transitions.primary ? 'none' : 'block', sm: 'block' } }}>
            <NextStep entity="serviceRequest" transitions={transitions} />
          </Box>
        }
      />
      <Box sx={{ px: { xs: 2, md: 3 }, pb: 1 }}>
        <UnmetGuards entity="serviceRequest" transitions={transitions} />
      </Box>
    </>
  )
}

/** A client's own request has no author among the employees. */
function clientOf(request: RequestFields_ServiceRequestFragment) {
  return { id: request.client?.id ?? '', name: request.clientName }
}
