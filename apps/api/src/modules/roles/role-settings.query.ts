import { allActions, DomainError } from '@naryad/domain'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { decodeCursor, encodeCursor } from '../../gate/cursor.ts'
import { hasAction } from '../../gate/viewer.ts'
import { isUuid } from '../../journal/uuid.ts'
import { requireViewer } from '../sessions/session.service.ts'
import { accessCatalog } from './access-catalog.ts'
import { problemsOf } from './role-problems.ts'
import { fieldsOf, type RoleRules, readRole, readRoles, scopedEntities, versionOf } from './role-rules.ts'

const MAX_PAGE = 100
const HISTORY_SORT = 'roleHistory'

/**
 * What rules can be about.
 *
 * @throws DomainError FORBIDDEN for whoever may not set any
 */
export async function accessCatalogOf(ctx: Context) {
  const viewer = requireViewer(ctx)
  if (!hasAction(viewer, 'role.manage') && !hasAction(viewer, 'staff.manage')) throw new DomainError('FORBIDDEN')
  const definitions = await ctx.prisma.fieldDefinition.findMany({ select: { id: true, createdAt: true } })
  return accessCatalog(ctx.catalog, new Map(definitions.map(({ id, createdAt }) => [id, createdAt])))
}

/** Every role with what is to be decided or mended in it, in the order of names. */
export async function roleSummaries(ctx: Context) {
  const { prisma, catalog } = ctx
  const [roles, counts, changes] = await Promise.all([
    readRoles(prisma, catalog),
    prisma.employee.groupBy({ by: 'roleId', where: { isActive: true }, _count: true }),
    prisma.auditEntry.groupBy({
      by: 'subjectId',
      where: { subjectType: 'role', kind: 'roleChanged' },
      _max: { at: true },
    }),
  ])
  const employees = new Map(counts.map(({ roleId, _count }) => [roleId, _count]))
  const changedAt = new Map(changes.map(({ subjectId, _max }) => [subjectId, _max.at]))
  return roles.map(({ id, rules }) => ({
    id,
    name: rules.name,
    affiliation: rules.affiliation,
    isAdmin: rules.isAdmin,
    employeeCount: employees.get(id) ?? 0,
    undecidedCount: undecidedOf(ctx, rules).length,
    problemCount: problemsOf(catalog, rules).length,
    requiresSecondFactor: rules.requiresSecondFactor,
    changedAt: changedAt.get(id) ?? null,
  }))
}

/** A role with all its rules; null when there is none. */
export async function roleSettings(ctx: Context, id: string) {
  const { prisma, catalog } = ctx
  const role = isUuid(id) ? await readRole(prisma, catalog, id) : null
  if (!role) return null
  const [employeeCount, ipRanges] = await Promise.all([
    prisma.employee.count({ where: { roleId: id, isActive: true } }),
    prisma.ipRange.findMany({ where: { roleId: id }, orderBy: { id: 'asc' } }),
  ])
  const { rules } = role
  const { isAdmin } = rules
  return {
    id,
    name: rules.name,
    affiliation: rules.affiliation,
    isAdmin,
    requiresSecondFactor: rules.requiresSecondFactor,
    sessionIdleMinutes: rules.sessionIdleMinutes,
    sessionMaxHours: rules.sessionMaxHours,
    employeeCount,
    fields: fieldsOf(catalog).map(({ name, entity, key }) => ({
      entity,
      field: key,
      access: isAdmin ? 'WRITE' : (rules.fields.get(name) ?? null),
    })),
    scopes: scopedEntities(catalog).map((entity) => {
      const closed = { readScope: 'NONE', writeScope: 'NONE' }
      return { entity, ...(isAdmin ? { readScope: 'ALL', writeScope: 'ALL' } : (rules.scopes.get(entity) ?? closed)) }
    }),
    actions: allActions.filter((action) => isAdmin || rules.actions.has(action)),
    notifications: [...rules.notifications].map(([kind, told]) => ({ kind, ...told })),
    ipRanges,
    problems: problemsOf(catalog, rules),
    version: versionOf(rules),
  }
}

/** Fields, over all roles, that nobody has decided about; 0 for whoever may not decide. */
export async function undecidedFieldCount(ctx: Context): Promise<number> {
  if (!hasAction(requireViewer(ctx), 'role.manage')) return 0
  const ids = fieldsOf(ctx.catalog).map(({ id }) => id)
  const { rows } = await ctx.pool.query<{ count: number }>({
    name: 'undecided_fields',
    text: `select count(*)::int as count from unnest($1::int[]) as f (id)
      where exists (
        select from roles r where not r.is_admin
          and not exists (select from role_fields d where d.role_id = r.id and d.field_id = f.id))`,
    values: [ids],
  })
  return rows[0]?.count ?? 0
}

function undecidedOf({ catalog }: Context, rules: RoleRules): string[] {
  if (rules.isAdmin) return []
  return fieldsOf(catalog).flatMap(({ name }) => (rules.fields.has(name) ? [] : [name]))
}

const changesSchema = z.object({
  changes: z
    .array(
      z.object({
        subject: z.string(),
        entity: z.string().nullable(),
        key: z.string().nullable(),
        before: z.string().nullable(),
        after: z.string().nullable(),
      }),
    )
    .default([]),
})

/** What was changed in a role, the latest first; also of one that is gone. */
export async function roleHistory(
  ctx: Context,
  { id, first, after }: { id: string; first: number; after?: string | null | undefined },
) {
  if (!isUuid(id)) return { nodes: [], endCursor: null }
  const count = Math.min(Math.max(Math.trunc(first), 1), MAX_PAGE)
  const position = after ? decodeCursor(ctx.secrets.linkKey, `${HISTORY_SORT} ${id}`, after) : null
  const at = new Date(position?.values[0] ?? 0)
  const entries = await ctx.prisma.auditEntry.findMany({
    where: {
      subjectId: id,
      kind: { in: ['roleCreated', 'roleChanged', 'roleDeleted'] },
      ...(position && { OR: [{ at: { lt: at } }, { at, id: { lt: position.id } }] }),
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: count + 1,
    select: { id: true, at: true, details: true, actor: { select: { name: true } } },
  })
  const page = entries.slice(0, count)
  const last = page.at(-1)
  return {
    nodes: page.map((entry) => ({
      at: entry.at,
      actorName: entry.actor?.name ?? null,
      changes: changesSchema.parse(entry.details).changes,
    })),
    endCursor:
      last && entries.length > count
        ? encodeCursor(ctx.secrets.linkKey, `${HISTORY_SORT} ${id}`, { values: [last.at.toISOString()], id: last.id })
        : null,
  }
}
