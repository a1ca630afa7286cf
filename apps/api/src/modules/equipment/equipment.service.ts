import { type Eyes, findNamed, type Named } from '../../gate/recognition.ts'

/**
 * The unit with this serial number, among those that the viewer sees and by fields that the viewer may read; null when
 * there is none, or several makers have one and the maker is not known.
 */
export async function findEquipment(eyes: Eyes, plate: { serialNumber: string | null; manufacturerId: string | null }) {
  const { serialNumber, manufacturerId } = plate
  if (serialNumber === null) return null
  const conditions: Named[][] = [
    [{ field: 'serialNumber', value: serialNumber }],
    ...(manufacturerId === null ? [] : [[{ field: 'manufacturer', value: manufacturerId }]]),
  ]
  const [id, another] = await findNamed(eyes, 'equipment', conditions)
  return id && !another ? eyes.tx.equipment.findUnique({ where: { id } }) : null
}
