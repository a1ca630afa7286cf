import { useTranslation } from 'react-i18next'
import { isOurMove, isYourMove } from '../lib/move.ts'
import { useViewer } from '../lib/viewer.ts'
import { ToneChip } from './ToneChip.tsx'

export type MoveChipProps = {
  /** Null when the viewer may not read it: nothing is shown. */
  party: string | null | undefined
  /** Whose exactly, when known: the service centre or employee. */
  mover?: { id: string; name: string | null } | null
}

/** Whose move it is. */
export function MoveChip({ party, mover }: MoveChipProps) {
  const { t } = useTranslation(['values', 'common'])
  const viewer = useViewer()
  if (!party || party === 'NONE') return null
  const isYours = isYourMove(viewer, party) || mover?.id === viewer.id
  const who = mover?.name ?? t(`values:moveParty.${party}`)
  return (
    <ToneChip tone={isOurMove(viewer, party) ? 'waitingUs' : 'waitingOther'}>
      {isYours ? t('common:yourMove') : t('common:move', { who })}
    </ToneChip>
  )
}
