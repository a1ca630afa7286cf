import type { Transaction } from '../../context.ts'
import type { Catalog } from '../../gate/catalog.ts'
import type { FieldName } from '../../gate/field-name.ts'
import { fieldsOf, type RoleRules } from './role-rules.ts'

/**
 * Writes what differs and nothing else, a statement per kind of rule: every statement raises the version of all rights,
 * upon which every open socket is looked at again.
 */
export async function writeRules(
  tx: Transaction,
  catalog: Catalog,
  roleId: string,
  before: RoleRules,
  after: RoleRules,
): Promise<void> {
  await writeOwn(tx, roleId, before, after)
  await writeFields(tx, catalog, roleId, before, after)
  await writeScopes(tx, roleId, before, after)
  await writeActions(tx, roleId, before, after)
  await writeNotifications(tx, roleId, before, after)
  await writeRanges(tx, roleId, before, after)
}

async function writeOwn(tx: Transaction, id: string, before: RoleRules, after: RoleRules) {
  const own = ({ name, requiresSecondFactor, sessionIdleMinutes, sessionMaxHours }: RoleRules) => ({
    name,
    requiresSecondFactor,
    sessionIdleMinutes,
    sessionMaxHours,
  })
  const data = own(after)
  if (JSON.stringify(own(before)) !== JSON.stringify(data)) await tx.role.update({ where: { id }, data })
}

// `insert … on conflict do update` would raise the version twice: it counts as an insert and as an update
async function writeFields(tx: Transaction, catalog: Catalog, roleId: string, before: RoleRules, after: RoleRules) {
  const ids = new Map<FieldName, number>(fieldsOf(catalog).map(({ name, id }) => [name, id]))
  const changed = [...after.fields].filter(([name, access]) => before.fields.get(name) !== access)
  const rows = (isStored: boolean) => {
    const those = changed.filter(([name]) => before.fields.has(name) === isStored)
    return { ids: those.map(([name]) => ids.get(name) ?? -1), accesses: those.map(([, access]) => access) }
  }
  const [stored, added] = [rows(true), rows(false)]
  if (stored.ids.length > 0) {
    await tx.$executeRaw`
      update role_fields r set access = f.access::access
      from unnest(${stored.ids}::int[], ${stored.accesses}::text[]) as f (id, access)
      where r.role_id = ${roleId}::uuid and r.field_id = f.id`
  }
  if (added.ids.length > 0) {
    await tx.$executeRaw`
      insert into role_fields (role_id, field_id, access)
      select ${roleId}::uuid, id, access::access from unnest(${added.ids}::int[], ${added.accesses}::text[]) as f (id, access)`
  }
}

async function writeScopes(tx: Transaction, roleId: string, before: RoleRules, after: RoleRules) {
  const changed = [...after.scopes].filter(([entity, { readScope, writeScope }]) => {
    const was = before.scopes.get(entity)
    return was?.readScope !== readScope || was.writeScope !== writeScope
  })
  const rows = (isStored: boolean) => {
    const those = changed.filter(([entity]) => before.scopes.has(entity) === isStored)
    return {
      entities: those.map(([entity]) => entity),
      reading: those.map(([, { readScope }]) => readScope),
      writing: those.map(([, { writeScope }]) => writeScope),
    }
  }
  const [stored, added] = [rows(true), rows(false)]
  if (stored.entities.length > 0) {
    await tx.$executeRaw`
      update role_entities r set read_scope = e.reading::row_scope, write_scope = e.writing::row_scope
      from unnest(${stored.entities}::text[], ${stored.reading}::text[], ${stored.writing}::text[])
        as e (entity, reading, writing)
      where r.role_id = ${roleId}::uuid and r.entity = e.entity`
  }
  if (added.entities.length > 0) {
    await tx.$executeRaw`
      insert into role_entities (role_id, entity, read_scope, write_scope)
      select ${roleId}::uuid, entity, reading::row_scope, writing::row_scope
      from unnest(${added.entities}::text[], ${added.reading}::text[], ${added.writing}::text[])
        as e (entity, reading, writing)`
  }
}

async function writeActions(tx: Transaction, roleId: string, before: RoleRules, after: RoleRules) {
  const added = [...after.actions].filter((action) => !before.actions.has(action))
  const removed = [...before.actions].filter((action) => !after.actions.has(action))
  if (removed.length > 0) await tx.roleAction.deleteMany({ where: { roleId, action: { in: removed } } })
  if (added.length > 0) await tx.roleAction.createMany({ data: added.map((action) => ({ roleId, action })) })
}

async function writeNotifications(tx: Transaction, roleId: string, before: RoleRules, after: RoleRules) {
  for (const [kind, told] of after.notifications) {
    const was = before.notifications.get(kind)
    if (was?.isInApp === told.isInApp && was.isByMail === told.isByMail) continue
    const where = { roleId_kind: { roleId, kind } }
    await tx.roleNotification.upsert({ where, create: { roleId, kind, ...told }, update: told })
  }
}

async function writeRanges(tx: Transaction, roleId: string, before: RoleRules, after: RoleRules) {
  const was = new Map(before.ipRanges.map(({ cidr, note }) => [cidr, note]))
  const is = new Map(after.ipRanges.map(({ cidr, note }) => [cidr, note]))
  const gone = [...was.keys()].filter((cidr) => !is.has(cidr))
  const added = after.ipRanges.filter(({ cidr }) => !was.has(cidr))
  if (gone.length > 0) await tx.ipRange.deleteMany({ where: { roleId, cidr: { in: gone } } })
  if (added.length > 0) await tx.ipRange.createMany({ data: added.map((range) => ({ roleId, ...range })) })
  for (const [cidr, note] of is) {
    const isRenamed = was.has(cidr) && was.get(cidr) !== note
    if (isRenamed) await tx.ipRange.updateMany({ where: { roleId, cidr }, data: { note } })
  }
}
