import { DomainError, isDomainError } from '@naryad/domain'
import type { Services, Transaction } from '../context.ts'
import { requireAction, type Viewer } from '../gate/viewer.ts'
import { inputKeys, recheckRow, requireVisible, requireWrite } from '../gate/write.ts'
import type { Change } from './journal.ts'
import type { PatchEntry } from './patch.ts'
import { isUuid } from './uuid.ts'

/**
 * An employee needs the action and write access to every key; clients and the system come here only through functions
 * that say themselves what they may do.
 *
 * @throws DomainError FORBIDDEN or FORBIDDEN_FIELD
 */
export function requireRights(change: Change, action: string, entity: string, keys: Iterable<string>): void {
  const { viewer, services } = change
  if (!viewer) return
  requireAction(viewer, action)
  requireWrite(viewer, services.catalog, entity, [...keys])
}

/**
 * The same for what an input carries, an explicit null too; an empty list carries nothing. Asked before the values are
 * looked at, so that whoever may not write a field is told nothing else about it.
 *
 * @param inputType GraphQL type of the input
 * @throws DomainError FORBIDDEN or FORBIDDEN_FIELD
 */
export function requireInputRights(change: Change, action: string, inputType: string, input: object): void {
  const { catalog } = change.services
  const entity = catalog.inputs.get(inputType)?.entity
  if (!entity) throw new Error(`${inputType} writes no entity`)
  const carried = Object.fromEntries(
    Object.entries(input).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  )
  requireRights(change, action, entity, inputKeys(catalog, inputType, carried))
}

/**
 * Every record that is being linked to must be visible to the employee who links it.
 *
 * @throws DomainError NOT_FOUND, the same for hidden and absent ones
 */
export async function requireTargets(change: Change, entries: readonly PatchEntry[]): Promise<void> {
  const { viewer, services, tx } = change
  for (const { rule, value } of entries) {
    if (!rule.target || typeof value !== 'string') continue
    if (!isUuid(value)) throw new DomainError('NOT_FOUND')
    if (viewer) await requireVisible(tx, viewer, services.catalog, rule.target, [value])
  }
}

/** Whether the record is inside the rows that the employee reads. */
export async function canSee(
  { catalog }: Pick<Services, 'catalog'>,
  tx: Transaction,
  viewer: Viewer,
  entity: string,
  id: string,
): Promise<boolean> {
  try {
    await requireVisible(tx, viewer, catalog, entity, [id])
    return true
  } catch (error) {
    if (isDomainError(error, 'NOT_FOUND')) return false
    throw error
  }
}

/** Whether the record is inside the rows that the employee writes. */
export async function canWriteRow(
  { catalog }: Pick<Services, 'catalog'>,
  tx: Transaction,
  viewer: Viewer,
  entity: string,
  id: string,
): Promise<boolean> {
  try {
    await recheckRow(tx, viewer, catalog, entity, id)
    return true
  } catch (error) {
    if (isDomainError(error, 'FORBIDDEN')) return false
    throw error
  }
}
