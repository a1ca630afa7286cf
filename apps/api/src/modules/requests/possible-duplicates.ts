import { repairStatuses, repairStatusNames } from '@naryad/domain'
import type { Services } from '../../context.ts'
import { visibleIds } from '../../gate/execute.ts'
import { readsAll } from '../../gate/field-name.ts'
import type { Viewer } from '../../gate/viewer.ts'
import { canSee } from '../../journal/rights.ts'

const ended: string[] = repairStatusNames.filter((status) => repairStatuses[status].isFinal)
const MOST = 20

/**
 * Open repairs of the same unit that the viewer may see: the request may tell of a fault that is being seen to. To whom
 * a field that decides is hidden, there are none.
 */
export async function possibleDuplicates(services: Services, viewer: Viewer, requestId: string): Promise<string[]> {
  const { prisma, catalog } = services
  if (!(await canSee(services, prisma, viewer, 'serviceRequest', requestId))) return []
  // What decides whether a repair is a duplicate would be told by the answer.
  const deciding = [
    'serviceRequest.serialNumber',
    'serviceRequest.manufacturer',
    'serviceRequest.equipment',
    'equipment.serialNumber',
    'equipment.manufacturer',
    'repair.equipment',
    'repair.request',
    'repair.status',
  ] as const
  if (!readsAll(viewer, catalog, deciding)) return []
  const request = await prisma.serviceRequest.findUnique({
    where: { id: requestId },
    select: { serialNumber: true, manufacturerId: true, equipmentId: true },
  })
  if (!request?.serialNumber && !request?.equipmentId) return []
  const { serialNumber, manufacturerId, equipmentId } = request
  const unit = serialNumber ? { serialNumber, ...(manufacturerId && { manufacturerId }) } : { id: equipmentId ?? '' }
  const repairs = await prisma.repair.findMany({
    where: {
      equipment: unit,
      status: { notIn: ended },
      OR: [{ requestId: null }, { requestId: { not: requestId } }],
    },
    // by what nothing can be read from
    orderBy: { id: 'desc' },
    select: { id: true },
  })
  const visible = new Set(
    await visibleIds(
      services,
      viewer,
      'repair',
      repairs.map(({ id }) => id),
    ),
  )
  return repairs
    .map(({ id }) => id)
    .filter((id) => visible.has(id))
    .slice(0, MOST)
}
