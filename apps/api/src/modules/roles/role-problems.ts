import { allActions } from '@naryad/domain'
import type { RoleProblemCode } from '../../../generated/graphql.ts'
import type { Catalog } from '../../gate/catalog.ts'
import type { FieldName } from '../../gate/field-name.ts'
import type { RowScope } from '../../gate/permissions.ts'
import { canRead, canWrite, hasAction, rowScope, type Viewer } from '../../gate/viewer.ts'
import { type ActionRequirement, readRequirements } from './action-requirements.ts'
import { anybodyWith, fieldsOf, type RoleRules, scopedEntities } from './role-rules.ts'

export interface RoleProblem {
  readonly code: RoleProblemCode
  readonly action: string | null
  readonly entity: string | null
  readonly fields: readonly string[]
}

/** What each section of the menu shows: of a section with several lists one of them is enough. */
const sectionEntities: Readonly<Record<string, readonly string[]>> = {
  'section.requests': ['serviceRequest'],
  'section.repairs': ['repair'],
  'section.clients': ['client'],
  'section.equipment': ['equipment'],
  'section.partners': ['serviceCenter', 'dealer', 'manufacturer'],
  'section.staff': ['employee'],
  'section.messages': ['outboxMessage'],
  'section.settings': ['assignmentRule'],
  'section.audit': ['auditEntry'],
}

const width: Readonly<Record<RowScope, number>> = { NONE: 0, OWN: 1, ORGANISATION: 2, ALL: 3 }

/**
 * What the role is to do and cannot, whatever its employee does. The gate itself is asked what the rules come to, so
 * that a field closed because of what it is computed from counts as closed. An administrator's role has none.
 */
export function problemsOf(catalog: Catalog, rules: RoleRules): RoleProblem[] {
  if (rules.isAdmin) return []
  const viewer = anybodyWith(catalog, rules)
  const requirements = readRequirements(catalog)
  return [
    ...allActions
      .filter((action) => hasAction(viewer, action))
      .flatMap((action) => {
        const requirement = requirements.get(action)
        return [
          ...(requirement ? ofAction(catalog, viewer, action, requirement) : []),
          ...ofSection(catalog, viewer, action),
        ]
      }),
    ...scopedEntities(catalog).flatMap((entity) => ofRows(catalog, viewer, entity)),
  ]
}

function ofAction(catalog: Catalog, viewer: Viewer, action: string, requirement: ActionRequirement): RoleProblem[] {
  const { writes, writesOneOf, reads, rows } = requirement
  const isWritten = (name: FieldName) => canWrite(viewer, catalog, ...split(name))
  const isRead = (name: FieldName) => canRead(viewer, catalog, ...split(name))
  const closed = [
    ...[...writes].filter((name) => !isWritten(name)),
    ...[...reads].filter((name) => !isRead(name)),
    ...writesOneOf.filter((names) => !names.some(isWritten)).flat(),
  ]
  const problems: RoleProblem[] = []
  for (const [entity, names] of Map.groupBy(new Set(closed), (name) => split(name)[0])) {
    const fields = names.map((name) => split(name)[1])
    problems.push({ code: 'REQUIRED_FIELD_CLOSED', action, entity, fields })
  }
  if (rows?.entities.every((entity) => rowScope(viewer, entity, rows.access) === 'NONE')) {
    problems.push({ code: 'NO_ROWS', action, entity: rows.entities[0] ?? null, fields: [] })
  }
  return problems
}

function ofSection(catalog: Catalog, viewer: Viewer, action: string): RoleProblem[] {
  const shown = (sectionEntities[action] ?? []).filter((key) => catalog.entities.has(key))
  if (shown.length === 0 || shown.some((entity) => isListed(catalog, viewer, entity))) return []
  const [entity = ''] = shown
  const { title } = catalog.entity(entity)
  const isClosed = title !== null && !canRead(viewer, catalog, entity, title)
  return [{ code: 'EMPTY_SECTION', action, entity, fields: isClosed ? [title] : [] }]
}

function isListed(catalog: Catalog, viewer: Viewer, entity: string): boolean {
  const { title } = catalog.entity(entity)
  return rowScope(viewer, entity, 'read') !== 'NONE' && (title === null || canRead(viewer, catalog, entity, title))
}

function ofRows(catalog: Catalog, viewer: Viewer, entity: string): RoleProblem[] {
  const reading = rowScope(viewer, entity, 'read')
  const writing = rowScope(viewer, entity, 'write')
  if (writing === 'NONE') {
    const written = fieldsOf(catalog).filter(
      (field) => field.entity === entity && canWrite(viewer, catalog, entity, field.key),
    )
    const fields = written.map(({ key }) => key)
    return fields.length > 0 ? [{ code: 'WRITES_NOWHERE', action: null, entity, fields }] : []
  }
  return width[writing] > width[reading] ? [{ code: 'WRITES_UNSEEN', action: null, entity, fields: [] }] : []
}

function split(name: FieldName): [entity: string, key: string] {
  const at = name.indexOf('.')
  return [name.slice(0, at), name.slice(at + 1)]
}
