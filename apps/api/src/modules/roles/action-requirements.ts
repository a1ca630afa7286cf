import {
  allActions,
  inputRule,
  type RepairTransitionRule,
  type RequestTransitionRule,
  repairTransitionNames,
  repairTransitions,
  requestTransitionNames,
  requestTransitions,
} from '@naryad/domain'
import type { Catalog } from '../../gate/catalog.ts'
import type { FieldName } from '../../gate/field-name.ts'
import { restsOn as repairMove } from '../repairs/repair-move-fields.ts'
import { restsOn as requestMove } from '../requests/request-move-fields.ts'

/** What a role must have besides the action itself, or the action can never be taken. */
export interface ActionRequirement {
  /** Fields that are written whenever it is taken. */
  readonly writes: ReadonlySet<FieldName>
  /** Of each of these lists at least one field is written. */
  readonly writesOneOf: readonly (readonly FieldName[])[]
  readonly reads: ReadonlySet<FieldName>
  /** Entities on whose rows it is taken: one of them must be reached. Null: on no record. */
  readonly rows: { readonly entities: readonly string[]; readonly access: 'read' | 'write' } | null
}

const records = ['repair', 'serviceRequest'] as const

/** Rows that are locked or looked at by the services behind an action; see journal's `lock` and `requireVisible`. */
const rowsOf: Readonly<Record<string, NonNullable<ActionRequirement['rows']>>> = {
  'document.attach': { entities: records, access: 'write' },
  'document.remove': { entities: records, access: 'write' },
  'feed.comment': { entities: records, access: 'read' },
  'feed.lock': { entities: records, access: 'read' },
}

/** What no input's type says: the fields of arguments, and inputs of which one must be given. */
const alsoWrites: Readonly<Record<string, readonly FieldName[]>> = { 'feed.lock': ['feedEntry.isLocked'] }
const alsoWritesOneOf: Readonly<Record<string, readonly FieldName[]>> = {
  'document.attach': ['document.repair', 'document.request'],
  'feed.comment': ['feedEntry.repair', 'feedEntry.request'],
}

/** Catalog field that a value sent along with a transition is written to, where the names differ. */
const writtenAs: Readonly<Record<string, string>> = { fields: 'returnedFields' }

/**
 * The requirements of every action, read off the schema's inputs and the workflows: nothing here has to be remembered
 * when an input gets another required field.
 */
export function readRequirements(catalog: Catalog): ReadonlyMap<string, ActionRequirement> {
  return new Map(allActions.map((action) => [action, requirementOf(catalog, action)]))
}

function requirementOf(catalog: Catalog, action: string): ActionRequirement {
  const [entity = '', name = ''] = action.split('.')
  const transition = transitionOf(entity, name)
  const writes = new Set<FieldName>(alsoWrites[action])
  const writesOneOf: (readonly FieldName[])[] = []
  const oneOf = alsoWritesOneOf[action]
  if (oneOf) writesOneOf.push(oneOf)
  if (transition) {
    const sent = Object.keys(transition.input).filter((key) => key !== 'comment')
    const asked = sent.filter((key) => inputRule(transition, key) === 'required')
    for (const key of [...asked, ...transition.requiredFields]) writes.add(`${entity}.${writtenAs[key] ?? key}`)
  } else {
    for (const input of inputsOf(catalog, action)) {
      const names = (keys: Iterable<string>) => [...keys].map((key): FieldName => `${input.entity}.${key}`)
      if (input.required.size === 0) writesOneOf.push(names(new Set(input.keys.values())))
      else for (const field of names(input.required)) writes.add(field)
    }
  }
  return {
    writes,
    writesOneOf,
    reads: new Set(restsOn(entity, name)),
    rows: rowsOf[action] ?? (isOfRecords(entity) ? { entities: [entity], access: 'write' } : null),
  }
}

/** What the refusal of a move depends on, and so must be read by those who make it. */
function restsOn(entity: string, name: string): readonly FieldName[] {
  const ofRepairs = repairTransitionNames.find((one) => entity === 'repair' && one === name)
  if (ofRepairs) return repairMove(ofRepairs)
  const ofRequests = requestTransitionNames.find((one) => entity === 'serviceRequest' && one === name)
  return ofRequests ? requestMove(ofRequests) : []
}

function transitionOf(entity: string, name: string): RepairTransitionRule | RequestTransitionRule | undefined {
  if (entity === 'repair') return Object.entries(repairTransitions).find(([key]) => key === name)?.[1]
  if (entity === 'serviceRequest') return Object.entries(requestTransitions).find(([key]) => key === name)?.[1]
  return undefined
}

function inputsOf(catalog: Catalog, action: string) {
  const types = [...catalog.rootRules.values()].flatMap((rule) =>
    rule.kind === 'action' && rule.action === action ? rule.inputs : [],
  )
  return [...new Set(types)].flatMap((type) => catalog.inputs.get(type) ?? [])
}

function isOfRecords(entity: string): boolean {
  return entity === 'client' || records.some((record) => record === entity)
}
