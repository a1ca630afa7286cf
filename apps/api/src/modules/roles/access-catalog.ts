import { allActions, hasLetter, notificationKinds } from '@naryad/domain'
import type { Catalog } from '../../gate/catalog.ts'
import { emptiedBy } from '../../gate/computed.ts'
import { widestScope } from '../../gate/partner-wall.ts'
import { allSourcesOf } from '../../gate/permissions.ts'
import { hasOwnRows } from '../../gate/scopes.ts'
import { readRequirements } from './action-requirements.ts'
import { fieldsOf } from './role-rules.ts'

/** Actions that are no entity's belong to a common group. */
const groups: Readonly<Record<string, string>> = { role: 'access', staff: 'access' }

/** Everything that rules can be about, as the settings of access offer it. */
export function accessCatalog(catalog: Catalog, createdAt: ReadonlyMap<number, Date>) {
  const writable = writableFields(catalog)
  const requirements = [...readRequirements(catalog)]
  const byGroup = Map.groupBy(allActions, (action) => {
    const prefix = action.split('.')[0] ?? action
    return groups[prefix] ?? prefix
  })
  return {
    entities: [...catalog.entities.values()].map((entity) => ({
      key: entity.key,
      hasScope: hasOwnRows(entity.key),
      isWalled: isWalled(entity.key),
      fields: [...entity.fields.values()].map((field) => {
        const name = `${entity.key}.${field.key}` as const
        return {
          key: field.key,
          group: field.group,
          type: field.type,
          target: field.target,
          isCustom: false,
          isWritable: writable.has(name),
          requiredBy: requirements.filter(([, { writes }]) => writes.has(name)).map(([action]) => action),
          computedFrom: allSourcesOf(catalog, field).map((source) => `${source.entity}.${source.key}`),
          emptiedBy: emptiedBy(catalog, field),
          alsoIn: placesOf(catalog, name),
          createdAt: createdAt.get(field.id) ?? new Date(0),
        }
      }),
    })),
    actions: [...byGroup].map(([key, actions]) => ({ key, actions })),
    notifications: notificationKinds.map((kind) => ({ kind, hasLetter: hasLetter(kind) })),
  }
}

/** Where the same value stands, whichever of the two was there first; not what is empty there without the field. */
function placesOf(catalog: Catalog, name: string): string[] {
  const carriers = fieldsOf(catalog).flatMap((one) => {
    const field = catalog.named(one.name)
    return field.alsoIn.includes(name) && !emptiedBy(catalog, field).includes(name) ? [one.name] : []
  })
  return [...catalog.named(name).alsoIn, ...carriers]
}

/** Fields that some operation writes; a right to write any other would mean nothing. */
export function writableFields(catalog: Catalog): ReadonlySet<string> {
  return new Set(
    [...catalog.inputs.values()].flatMap(({ entity, keys }) => [...keys.values()].map((key) => `${entity}.${key}`)),
  )
}

/** Whether partners' roles reach at most the rows of their organisation. */
export function isWalled(entity: string): boolean {
  return hasOwnRows(entity) && widestScope('SERVICE_CENTER', entity) !== 'ALL'
}
