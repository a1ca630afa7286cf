import { DomainError } from '@naryad/domain'
import type { Services } from '../../context.ts'
import { client } from '../../journal/actor.ts'
import { change } from '../../journal/journal.ts'
import { longText, parse, refuseInput } from '../../journal/patch.ts'
import { useLink } from '../links/link.service.ts'
import { notify } from '../notifications/notification.service.ts'

const commentField = longText('ratingComment')

/**
 * The client's mark, once and only for the repair of his link; it moves the service centre's mean.
 *
 * @throws DomainError VALIDATION for anything but 1–5, NOT_FOUND, LINK_USED, LINK_EXPIRED, TRANSITION_UNAVAILABLE when
 *   the repair is not closed (any more)
 */
export async function rateRepair(
  services: Services,
  input: { token: string; mark: number; comment?: string | null },
): Promise<{ isDone: boolean }> {
  const { token, mark } = input
  const parsed = parse(commentField, input.comment)
  if (!Number.isInteger(mark) || mark < 1 || mark > 5) refuseInput([{ key: 'ratingMark', problem: 'INVALID' }])
  if ('problem' in parsed) refuseInput([{ key: 'ratingComment', problem: parsed.problem }])
  const comment = 'value' in parsed && typeof parsed.value === 'string' ? parsed.value : null

  return change(services, client, async (change) => {
    const { tx, at } = change
    const { repairId: id } = await useLink(services, tx, token, 'RATING')
    if (id === null) throw new DomainError('NOT_FOUND')
    await change.lock('repair', id)
    const data = { ratingMark: mark, ratingComment: comment, ratedAt: at }
    const { count } = await tx.repair.updateMany({ where: { id, status: 'CLOSED', ratedAt: null }, data })
    if (count !== 1) throw new DomainError('TRANSITION_UNAVAILABLE')
    const repair = await tx.repair.findUniqueOrThrow({ where: { id } })
    await change.feed({
      record: { repairId: id },
      kind: 'RATING',
      changes: Object.entries({ ratingMark: mark, ratingComment: comment, ratedAt: at.toISOString() }).flatMap(
        ([key, value]) => (value === null ? [] : [{ entity: 'repair', key, old: null, new: value }]),
      ),
    })
    if (repair.serviceCenterId) {
      await tx.$executeRaw`
        update service_centers
        set rating = (coalesce(rating, 0) * rating_count + ${mark}::int) / (rating_count + 1),
          rating_count = rating_count + 1
        where id = ${repair.serviceCenterId}::uuid`
      change.touch('serviceCenter', repair.serviceCenterId, ['rating', 'ratingCount'])
    }
    await notify(change, 'REPAIR_RATED', { repairId: id }, [repair.managerId])
    return { isDone: true }
  })
}
