import { repairStatuses, requestStatuses } from '@naryad/domain'
import { useTranslation } from 'react-i18next'
import { isOurMove } from '../lib/move.ts'
import { useViewer } from '../lib/viewer.ts'
import type { Tone } from '../theme/theme.ts'
import { ToneChip } from './ToneChip.tsx'

type StatusRule = { party: string; isFinal: boolean }

const workflows = {
  repair: { statuses: repairStatuses as Readonly<Record<string, StatusRule>>, values: 'repairStatus' },
  serviceRequest: { statuses: requestStatuses as Readonly<Record<string, StatusRule>>, values: 'requestStatus' },
}

const goodEnds: ReadonlySet<string> = new Set(['CLOSED', 'ACCEPTED'])

export type StatusChipProps = {
  entity: keyof typeof workflows
  /** Null when the viewer may not read it: nothing is shown. */
  status: string | null | undefined
}

/** Status in the colour of what it means to the viewer: his side's move, somebody else's, or the end. */
export function StatusChip({ entity, status }: StatusChipProps) {
  const { t } = useTranslation('values')
  const viewer = useViewer()
  if (!status) return null
  const { statuses, values } = workflows[entity]
  const rule = statuses[status]
  return (
    <ToneChip hasDot tone={toneOf(status, rule, rule !== undefined && isOurMove(viewer, rule.party))}>
      {t(`${values}.${status}`)}
    </ToneChip>
  )
}

function toneOf(status: string, rule: StatusRule | undefined, isOurs: boolean): Tone {
  if (rule?.isFinal) return goodEnds.has(status) ? 'onTrack' : 'waitingOther'
  return isOurs ? 'waitingUs' : 'accent'
}
