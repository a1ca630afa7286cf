import { useTranslation } from 'react-i18next'
import { isOurMove, isYourMove } from '../lib/move.ts'
import { useViewer } from '../lib/viewer.ts'
import { ToneChip } from './ToneChip.tsx'

export type MoveChipProps = {
  /** Null when the viewer may not read it: nothing is shown. */
  party: string | null | undefined
  /** Whose exactly, when known: the service centre's or employee's name. */
  name?: string | null
}

/** Whose move it is. */
export function MoveChip({ party, name }: MoveChipProps) {
  const { t } = useTranslation(['values', 'common'])
  const viewer = useViewer()
  if (!party || party === 'NONE') return null
  const who = name ?? t(`values:moveParty.${party}`)
  return (
    <ToneChip tone={isOurMove(viewer, party) ? 'waitingUs' : 'waitingOther'}>
      {isYourMove(viewer, party) ? t('common:yourMove') : t('common:move', { who })}
    </ToneChip>
  )
}
