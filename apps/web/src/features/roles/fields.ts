import type { AccessCatalogQuery, CatalogFieldType } from '../../gql/graphql.ts'
import { fieldRule, type Rules, ruleValue } from './rules.ts'
import type { FieldFilter } from './use-role-address.ts'

export type AccessCatalog = AccessCatalogQuery['accessCatalog']

/** A field as the editor shows it. */
export type FieldItem = {
  /** Key of its rule. */
  rule: string
  entity: string
  key: string
  name: string
  type: CatalogFieldType
  target: string | null
  isWritable: boolean
  requiredBy: readonly string[]
  /** What it cannot be read without. */
  sources: readonly Named[]
  /** What it is empty without, in the rows that are of it. */
  emptiedBy: readonly Named[]
  /** Where the same value is read as well; without a rule: the record's own id, which is open to everybody. */
  alsoIn: readonly { rule: string | null; name: string }[]
}

type Named = { rule: string; name: string }

export type FieldGroup = { key: string; name: string; fields: readonly FieldItem[] }
export type FieldEntity = { key: string; name: string; groups: readonly FieldGroup[]; fields: readonly FieldItem[] }

export type FieldNames = {
  entity: (key: string) => string
  field: (entity: string, key: string) => string
  group: (key: string) => string
  /** What the id of a record is called. */
  identity: string
}

/** As people think of them; what is not named comes after, in the order of the catalog. */
const entityOrder = [
  'repair',
  'serviceRequest',
  'client',
  'contact',
  'equipment',
  'document',
  'storedFile',
  'feedEntry',
  'feedChange',
  'obligation',
  'notification',
  'manufacturer',
  'serviceCenter',
  'dealer',
  'employee',
  'role',
  'assignmentRule',
  'outboxMessage',
  'auditEntry',
]

/** The catalog with its entities in the order of the editor. */
export function inOrder(catalog: AccessCatalog): AccessCatalog {
  const place = (key: string) => {
    const at = entityOrder.indexOf(key)
    return at < 0 ? entityOrder.length : at
  }
  return { ...catalog, entities: catalog.entities.toSorted((a, b) => place(a.key) - place(b.key)) }
}

/** Entities with their fields in groups, each in the order of the catalog. */
export function fieldEntities(catalog: AccessCatalog, names: FieldNames): FieldEntity[] {
  return catalog.entities
    .filter(({ fields }) => fields.length > 0)
    .map((entity) => {
      const fields = entity.fields.map(
        (field): FieldItem => ({
          rule: fieldRule(entity.key, field.key),
          entity: entity.key,
          key: field.key,
          name: names.field(entity.key, field.key),
          type: field.type,
          target: field.target ?? null,
          isWritable: field.isWritable,
          requiredBy: field.requiredBy,
          sources: field.computedFrom.map((source) => sourceOf(source, entity.key, names)),
          emptiedBy: field.emptiedBy.map((source) => sourceOf(source, entity.key, names)),
          alsoIn: field.alsoIn.map((place) =>
            place === 'id' ? { rule: null, name: names.identity } : sourceOf(place, entity.key, names),
          ),
        }),
      )
      const groupOf = new Map(entity.fields.map((field) => [field.key, field.group ?? 'main']))
      const groups = Map.groupBy(fields, (field) => groupOf.get(field.key) ?? 'main')
      return {
        key: entity.key,
        name: names.entity(entity.key),
        fields,
        groups: [...groups].map(([key, members]) => ({ key, name: names.group(key), fields: members })),
      }
    })
}

/** A source is named by its key, with its entity before it when that is another one. */
function sourceOf(source: string, entity: string, names: FieldNames): Named {
  const [owner = '', key = ''] = source.split('.')
  const name = names.field(owner, key)
  return { rule: fieldRule(owner, key), name: owner === entity ? name : `${names.entity(owner)} · ${name}` }
}

export type FieldSearch = {
  entity: string | null
  query: string
  filter: FieldFilter | null
}

/** What the filters look at. */
export type FieldStates = {
  /** Undecided and differing by what is saved: a row must not vanish under the hand that decides about it. */
  saved: Rules
  changes: Rules
  other: Rules | null
}

/** Entities with what of them is looked for; those of which nothing is are absent. */
export function findFields(entities: readonly FieldEntity[], search: FieldSearch, states: FieldStates): FieldEntity[] {
  const words = search.query.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  const isFound = (field: FieldItem, group: FieldGroup, entity: FieldEntity) => {
    const text =
      `${field.name} ${field.key} ${entity.key}.${field.key} ${group.name} ${entity.name}`.toLocaleLowerCase()
    return words.every((word) => text.includes(word)) && passes(field, search.filter, states)
  }
  return entities
    .filter(({ key }) => search.entity === null || search.entity === key)
    .map((entity) => {
      const groups = entity.groups
        .map((group) => ({ ...group, fields: group.fields.filter((field) => isFound(field, group, entity)) }))
        .filter(({ fields }) => fields.length > 0)
      return { ...entity, groups, fields: groups.flatMap(({ fields }) => fields) }
    })
    .filter(({ fields }) => fields.length > 0)
}

function passes(field: FieldItem, filter: FieldFilter | null, { saved, changes, other }: FieldStates): boolean {
  switch (filter) {
    case null:
      return true
    case 'undecided':
      return ruleValue(saved, field.rule) === null
    case 'changed':
      return changes.has(field.rule)
    case 'money':
      return field.type === 'MONEY'
    case 'differs':
      return other !== null && isOpenTo(ruleValue(saved, field.rule)) !== isOpenTo(ruleValue(other, field.rule))
  }
}

/** Undecided is closed: it differs from «none» in nobody's eyes but the administrator's. */
export function isOpenTo(value: string | null): string {
  return value ?? 'NONE'
}
