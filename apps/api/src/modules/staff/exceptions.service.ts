import { allActions, DomainError } from '@naryad/domain'
import type { ExceptionKeysInput, ExceptionsInput } from '../../../generated/graphql.ts'
import type { Access, RowScope } from '../../../generated/prisma/client.ts'
import type { Context, Transaction } from '../../context.ts'
import type { CatalogField } from '../../gate/catalog.ts'
import { widestScope } from '../../gate/partner-wall.ts'
import { hasOwnRows } from '../../gate/scopes.ts'
import { hasAction, type Viewer } from '../../gate/viewer.ts'
import { change } from '../../journal/journal.ts'
import { lastingSelves } from '../../journal/lasting-selves.ts'
import {
  isAccessWithin,
  isNotWider,
  isScopeNotWider,
  isScopeWithin,
  refuseBeyondOwn,
} from '../../journal/own-rights.ts'
import { actorOf, signedIn } from '../../journal/signed-in.ts'
import { lockManaged, type ManagedEmployee, refuseOwnRights } from './guards.ts'
import { auditStaff, type Difference } from './staff-audit.ts'

const MAX_RULES = 2_000

/**
 * Sets exceptions to what an employee's role allows, in either direction; one that is there already is replaced. They
 * hold at once, in open sessions and sockets too, until they expire.
 *
 * @throws DomainError VALIDATION with reason UNKNOWN, IN_PAST, WALLED or TOO_MANY; FORBIDDEN with reason OWN_RIGHTS,
 *   BEYOND_OWN_RIGHTS or ADMINISTRATOR; NOT_FOUND
 */
export async function setExceptions(ctx: Context, employeeId: string, input: ExceptionsInput): Promise<string> {
  const viewer = signedIn(ctx)
  const { fields, actions, scopes } = readRules(ctx, input)
  const expiresAt = input.expiresAt ?? null
  if (expiresAt !== null && expiresAt <= ctx.clock.now()) throw new DomainError('VALIDATION', { reason: 'IN_PAST' })
  return change(ctx, actorOf(ctx), async ({ tx, at }) => {
    const employee = await lockManaged(ctx, tx, employeeId)
    refuseOwnRights(viewer, employeeId)
    for (const { entity, readScope, writeScope } of scopes) refuseBeyondWall(employee, entity, [readScope, writeScope])
    const before = await readExceptions(tx, employeeId)
    if (!viewer.isAdmin) {
      const byRole = await tx.roleEntity.findMany({ where: { roleId: employee.roleId } })
      const selves = await lastingSelves(ctx, tx)
      refuseBeyondOwn(
        selves.every(
          (self) =>
            fields.every(({ field, access }) => isAccessWithin(self, field, access)) &&
            actions.every(({ action, isAllowed }) => !isAllowed || hasAction(self, action)) &&
            scopes.every((scope) => isWithinOwnRows(self, employee, scope, byRole)),
        ),
      )
      // an exception that ends gives way to the role, as one that is taken back does
      const replaced = {
        fields: fields.map(({ field }) => field).filter(({ id }) => before.fields.has(id)),
        actions: actions.map(({ action }) => action).filter((action) => before.actions.has(action)),
        entities: scopes.map(({ entity }) => entity).filter((entity) => before.scopes.has(entity)),
      }
      if (expiresAt !== null) await refuseGiving(tx, selves, employee, before, replaced)
    }
    const circumstances = { employeeId, setById: viewer.employeeId, setAt: at, expiresAt }
    await drop(tx, employeeId, { fields: fields.map(({ field }) => field), actions, scopes })
    await tx.employeeField.createMany({
      data: fields.map(({ field, access }) => ({ ...circumstances, fieldId: field.id, access })),
    })
    await tx.employeeAction.createMany({
      data: actions.map(({ action, isAllowed }) => ({ ...circumstances, action, isAllowed })),
    })
    await tx.employeeEntity.createMany({ data: scopes.map((scope) => ({ ...circumstances, ...scope })) })
    const changes: Difference[] = [
      ...fields.map(({ field, access }) => fieldDifference(before, field, access)),
      ...actions.map(({ action, isAllowed }) => actionDifference(before, action, String(isAllowed))),
      ...scopes.map((scope) => scopeDifference(before, scope.entity, scopeText(scope))),
    ]
    if (changes.length > 0 && expiresAt) {
      changes.push({ subject: 'expiresAt', before: null, after: expiresAt.toISOString() })
    }
    await auditStaff(ctx, tx, { kind: 'exceptionSet', employee, changes })
    return employeeId
  })
}

/**
 * Takes exceptions back: what the role says holds again. What is no exception is passed over.
 *
 * @throws DomainError as setExceptions; BEYOND_OWN_RIGHTS when the role gives more than the viewer has himself
 */
export async function removeExceptions(ctx: Context, employeeId: string, input: ExceptionKeysInput): Promise<string> {
  const viewer = signedIn(ctx)
  const keys = readKeys(ctx, input)
  return change(ctx, actorOf(ctx), async ({ tx }) => {
    const employee = await lockManaged(ctx, tx, employeeId)
    refuseOwnRights(viewer, employeeId)
    const before = await readExceptions(tx, employeeId)
    const fields = keys.fields.filter(({ id }) => before.fields.has(id))
    const actions = keys.actions.filter((action) => before.actions.has(action))
    const entities = keys.scopes.filter((entity) => before.scopes.has(entity))
    if (!viewer.isAdmin) {
      await refuseGiving(tx, await lastingSelves(ctx, tx), employee, before, { fields, actions, entities })
    }
    await drop(tx, employeeId, {
      fields,
      actions: actions.map((action) => ({ action })),
      scopes: entities.map((entity) => ({ entity })),
    })
    const changes = [
      ...fields.map((field) => fieldDifference(before, field, null)),
      ...actions.map((action) => actionDifference(before, action, null)),
      ...entities.map((entity) => scopeDifference(before, entity, null)),
    ]
    await auditStaff(ctx, tx, { kind: 'exceptionRemoved', employee, changes })
    return employeeId
  })
}

interface Scopes {
  readScope: RowScope | null
  writeScope: RowScope | null
}

type EntityScopes = Scopes & { entity: string }

/** Exceptions as they are stored, expired ones too. */
interface Stored {
  fields: ReadonlyMap<number, Access>
  actions: ReadonlyMap<string, boolean>
  scopes: ReadonlyMap<string, Scopes>
}

/** @throws DomainError VALIDATION with reason UNKNOWN for what no rule can be about, TOO_MANY */
function readRules(ctx: Context, { fields, actions, scopes }: ExceptionsInput) {
  const count = (fields?.length ?? 0) + (actions?.length ?? 0) + (scopes?.length ?? 0)
  if (count > MAX_RULES) throw new DomainError('VALIDATION', { reason: 'TOO_MANY', max: MAX_RULES })
  const last = <Value>(values: readonly Value[], keyOf: (value: Value) => string) => [
    ...new Map(values.map((value) => [keyOf(value), value])).values(),
  ]
  return {
    fields: last(fields ?? [], ({ entity, field }) => `${entity}.${field}`).map(({ entity, field, access }) => ({
      field: knownField(ctx, entity, field),
      access,
    })),
    actions: last(actions ?? [], ({ action }) => action).map(({ action, isAllowed }) => ({
      action: knownAction(action),
      isAllowed,
    })),
    scopes: last(scopes ?? [], ({ entity }) => entity).map(({ entity, readScope, writeScope }): EntityScopes => {
      if (!readScope && !writeScope) throw unknown(entity)
      return { entity: knownEntity(entity), readScope: readScope ?? null, writeScope: writeScope ?? null }
    }),
  }
}

function readKeys(ctx: Context, { fields, actions, scopes }: ExceptionKeysInput) {
  return {
    fields: (fields ?? []).map(({ entity, field }) => knownField(ctx, entity, field)),
    actions: [...new Set(actions ?? [])],
    scopes: [...new Set(scopes ?? [])],
  }
}

function knownField({ catalog }: Context, entity: string, key: string): CatalogField {
  const field = catalog.entities.get(entity)?.fields.get(key)
  if (!field) throw unknown(`${entity}.${key}`)
  return field
}

function knownAction(action: string): string {
  if (!allActions.includes(action)) throw unknown(action)
  return action
}

function knownEntity(entity: string): string {
  if (!hasOwnRows(entity)) throw unknown(entity)
  return entity
}

function unknown(key: string): DomainError {
  return new DomainError('VALIDATION', { reason: 'UNKNOWN', key: key.slice(0, 100) })
}

/** Where an exception says nothing the role does, in place of what an exception before may have said. */
function isWithinOwnRows(
  viewer: Viewer,
  { role }: ManagedEmployee,
  { entity, readScope, writeScope }: EntityScopes,
  byRole: readonly EntityScopes[],
): boolean {
  const rule = byRole.find((one) => one.entity === entity)
  return (
    isScopeWithin(viewer, entity, 'read', readScope ?? rule?.readScope ?? 'NONE', role.affiliation) &&
    isScopeWithin(viewer, entity, 'write', writeScope ?? rule?.writeScope ?? 'NONE', role.affiliation)
  )
}

/** Behind the wall of partners an exception that opens more rows would be a promise that nothing keeps. */
function refuseBeyondWall({ role }: ManagedEmployee, entity: string, scopes: readonly (RowScope | null)[]): void {
  if (!scopes.includes('ALL') || widestScope(role.affiliation, entity) === 'ALL') return
  throw new DomainError('VALIDATION', { reason: 'WALLED', key: entity })
}

/** Without the exceptions the role speaks again: what it then opens anew must be the viewer's as well. */
async function refuseGiving(
  tx: Transaction,
  selves: readonly Viewer[],
  { roleId, role }: ManagedEmployee,
  before: Stored,
  removed: { fields: readonly CatalogField[]; actions: readonly string[]; entities: readonly string[] },
): Promise<void> {
  const rules = await tx.role.findUniqueOrThrow({
    where: { id: roleId },
    include: { fields: true, actions: true, entities: true },
  })
  const accessOf = ({ id }: CatalogField) => rules.fields.find(({ fieldId }) => fieldId === id)?.access ?? 'NONE'
  const isRows = (self: Viewer, entity: string, access: 'read' | 'write') => {
    const column = access === 'read' ? 'readScope' : 'writeScope'
    const byRole = rules.entities.find((rule) => rule.entity === entity)?.[column] ?? 'NONE'
    const byException = before.scopes.get(entity)?.[column] ?? byRole
    return isScopeNotWider(byRole, byException) || isScopeWithin(self, entity, access, byRole, role.affiliation)
  }
  const isOwn = (self: Viewer) =>
    removed.fields.every(
      (field) =>
        isNotWider(accessOf(field), before.fields.get(field.id) ?? 'NONE') ||
        isAccessWithin(self, field, accessOf(field)),
    ) &&
    removed.actions.every(
      (action) => !rules.actions.some((rule) => rule.action === action) || hasAction(self, action),
    ) &&
    removed.entities.every((entity) => isRows(self, entity, 'read') && isRows(self, entity, 'write'))
  refuseBeyondOwn(selves.every(isOwn))
}

async function readExceptions(tx: Transaction, employeeId: string): Promise<Stored> {
  const where = { employeeId }
  const fields = await tx.employeeField.findMany({ where })
  const actions = await tx.employeeAction.findMany({ where })
  const entities = await tx.employeeEntity.findMany({ where })
  return {
    fields: new Map(fields.map(({ fieldId, access }) => [fieldId, access])),
    actions: new Map(actions.map(({ action, isAllowed }) => [action, isAllowed])),
    scopes: new Map(entities.map(({ entity, readScope, writeScope }) => [entity, { readScope, writeScope }])),
  }
}

async function drop(
  tx: Transaction,
  employeeId: string,
  rules: {
    fields: readonly CatalogField[]
    actions: readonly { action: string }[]
    scopes: readonly { entity: string }[]
  },
): Promise<void> {
  const { fields, actions, scopes } = rules
  await tx.employeeField.deleteMany({ where: { employeeId, fieldId: { in: fields.map(({ id }) => id) } } })
  await tx.employeeAction.deleteMany({ where: { employeeId, action: { in: actions.map(({ action }) => action) } } })
  await tx.employeeEntity.deleteMany({ where: { employeeId, entity: { in: scopes.map(({ entity }) => entity) } } })
}

/** Where there is no exception the role decides. */
const BY_ROLE = 'BY_ROLE'

function fieldDifference(before: Stored, { id, entity, key }: CatalogField, after: Access | null): Difference {
  return { subject: 'field', entity, key, before: before.fields.get(id) ?? BY_ROLE, after: after ?? BY_ROLE }
}

function actionDifference(before: Stored, action: string, after: string | null): Difference {
  const stored = before.actions.get(action)
  return { subject: 'action', key: action, before: String(stored ?? BY_ROLE), after: after ?? BY_ROLE }
}

function scopeDifference(before: Stored, entity: string, after: string | null): Difference {
  const stored = before.scopes.get(entity)
  return { subject: 'scope', entity, before: stored ? scopeText(stored) : BY_ROLE, after: after ?? BY_ROLE }
}

/** «ALL/OWN»: rows read and rows written; a dash where the role's word stays. */
function scopeText({ readScope, writeScope }: Scopes): string {
  return `${readScope ?? '-'}/${writeScope ?? '-'}`
}
