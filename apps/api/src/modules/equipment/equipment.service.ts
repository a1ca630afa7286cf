import type { Transaction } from '../../context.ts'
import { lockNames } from '../../journal/lock-names.ts'

/**
 * The unit with this serial number; null when there is none, or several makers have one and the maker is not known.
 *
 * @param isKnown others are passed over, as if they were not there
 */
export async function findEquipment(
  tx: Transaction,
  plate: { serialNumber: string | null; manufacturerId: string | null },
  isKnown: (id: string) => Promise<boolean> = async () => true,
) {
  const { serialNumber, manufacturerId } = plate
  if (serialNumber === null) return null
  const found = await tx.equipment.findMany({
    where: { serialNumber, ...(manufacturerId !== null && { manufacturerId }) },
  })
  const known = []
  for (const unit of found) if (await isKnown(unit.id)) known.push(unit)
  return known.length === 1 ? (known[0] ?? null) : null
}

/**
 * The unit a request speaks of: the one with its serial number or a new one, belonging to the client from now on if it
 * had no owner. Null without a serial number or model, by which alone a unit cannot be told from others.
 */
export async function findOrCreateEquipment(
  tx: Transaction,
  about: {
    manufacturerId: string
    serialNumber: string | null
    model: string | null
    category: string | null
    purchasedOn: Date | null
    clientId: string
    createdAt: Date
  },
): Promise<string | null> {
  const { manufacturerId, serialNumber, model, category, purchasedOn, clientId, createdAt } = about
  if (serialNumber === null) return null
  await lockNames(tx, [`equipment ${manufacturerId} ${serialNumber}`])
  const known = await tx.equipment.findUnique({
    where: { manufacturerId_serialNumber: { manufacturerId, serialNumber } },
    select: { id: true, clientId: true },
  })
  if (known) {
    if (known.clientId === null) await tx.equipment.update({ where: { id: known.id }, data: { clientId } })
    return known.id
  }
  if (model === null) return null
  const created = await tx.equipment.create({
    data: { manufacturerId, serialNumber, model, category, purchasedOn, clientId, createdAt },
    select: { id: true },
  })
  return created.id
}
