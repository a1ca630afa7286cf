import type { Catalog, CatalogEntity, CatalogField } from '../../src/gate/catalog.ts'
import { sourcesOf } from '../../src/gate/permissions.ts'
import { canary, otherCanary, type World } from './world.ts'

/** One way of asking that could tell a hidden value. */
export interface Probe {
  readonly name: string
  readonly query: string
  readonly variables?: Record<string, unknown>
}

/** Root field of each entity that has a list. */
export const lists: Readonly<Record<string, string>> = {
  repair: 'repairs',
  serviceRequest: 'serviceRequests',
  client: 'clients',
  equipment: 'equipmentList',
  manufacturer: 'manufacturers',
  serviceCenter: 'serviceCenters',
  dealer: 'dealers',
  employee: 'employees',
  role: 'roles',
  assignmentRule: 'assignmentRules',
  outboxMessage: 'outboxMessages',
  obligation: 'obligations',
  notification: 'notifications',
  feedEntry: 'feedEntries',
}

const cards: Readonly<Record<string, string>> = {
  repair: 'repair',
  serviceRequest: 'serviceRequest',
  client: 'client',
  equipment: 'equipment',
  outboxMessage: 'outboxMessage',
}

const operators = [
  'EQUALS',
  'NOT_EQUALS',
  'IN',
  'NOT_IN',
  'CONTAINS',
  'STARTS_WITH',
  'GREATER',
  'LESS',
  'BETWEEN',
  'IS_EMPTY',
  'IS_NOT_EMPTY',
]
const listArguments = '$f: FilterInput, $s: [SortInput!], $q: String'
const pass = 'filter: $f, sort: $s, search: $q, first: 20'

/** Everything of an entity, and of what it points to, two relations deep. */
export function fullSelection(catalog: Catalog, entity: CatalogEntity, depth = 2): string {
  const fields = [...entity.fields.values()].flatMap((field) => {
    if (field.target === null) return [field.key]
    return depth === 0 ? [] : [`${field.key} { ${fullSelection(catalog, catalog.entity(field.target), depth - 1)} }`]
  })
  return (entity.key === 'feedChange' ? fields : ['id', ...fields]).join(' ')
}

/** Probes that are allowed whatever is hidden: their answers must not depend on the hidden value. */
export function allowedProbes(catalog: Catalog, world: World, hidden: CatalogField): Probe[] {
  const probes: Probe[] = []
  const concerned = [...catalog.entities.values()].filter(
    (entity) =>
      lists[entity.key] &&
      (entity.key === hidden.entity || [...entity.fields.values()].some((field) => field.target === hidden.entity)),
  )
  for (const entity of concerned) {
    const list = lists[entity.key]
    const query = (selection: string) =>
      `query (${listArguments}) { ${list}(${pass}) { endCursor nodes { ${selection} } } totals(entity: "${entity.key}", filter: $f, search: $q) { count isCapped } }`
    const order = query('id')
    probes.push({ name: `${list}: all of it`, query: query(fullSelection(catalog, entity, 1)) })
    for (const search of [canary, otherCanary, '97799']) {
      probes.push({ name: `${list}: search ${search}`, query: order, variables: { q: search } })
    }
    for (const field of entity.fields.values()) {
      if (field.key === hidden.key && entity.key === hidden.entity) continue
      // What is read from the hidden field is as hidden.
      if (sourcesOf(catalog, field).some((source) => source.entity === hidden.entity && source.key === hidden.key))
        continue
      // Of the entities that point to the hidden field's, only what points there could be sorted or found empty by it.
      if (entity.key !== hidden.entity && field.target !== hidden.entity) continue
      if (field.isSortable) {
        probes.push({
          name: `${list}: sort ${field.key}`,
          query: order,
          variables: { s: [{ field: field.key, isDescending: true }] },
        })
      }
      if (field.isFilterable && field.target !== null) {
        probes.push({
          name: `${list}: no ${field.key}`,
          query: order,
          variables: { f: { field: field.key, operator: 'IS_EMPTY' } },
        })
      }
    }
  }
  const card = cards[hidden.entity]
  if (card) {
    const selection = fullSelection(catalog, catalog.entity(hidden.entity), 1)
    probes.push({
      name: `${card} by id`,
      query: `query ($id: ID!) { ${card}(id: $id) { ...all aliased: ${selectOne(catalog, hidden)} } } fragment all on ${catalog.entity(hidden.entity).typeName} { ${selection} }`,
      variables: { id: world.ids[hidden.entity] },
    })
  }
  probes.push({ name: 'catalog', query: '{ catalog { key title isSearchable fields { key type values } } }' })
  probes.push({ name: 'counters', query: '{ counters { key count } }' })
  if (hidden.entity === 'repair' || hidden.entity === 'serviceRequest') {
    const field = hidden.entity === 'repair' ? 'repairTransitions' : 'serviceRequestTransitions'
    probes.push({
      name: field,
      query: `query ($id: ID!) { ${field}(id: $id) { name to isPrimary isDangerous inputs { name isRequired } unmet { code key } } }`,
      variables: { id: world.ids[hidden.entity] },
    })
    probes.push({
      name: 'possibleDuplicates',
      query: 'query ($id: ID!) { possibleDuplicates(serviceRequestId: $id) { id number } }',
      variables: { id: world.ids.serviceRequest },
    })
  }
  if (hidden.entity === 'client' || hidden.entity === 'contact') {
    for (const value of [canary, otherCanary]) {
      probes.push({
        name: `recogniseClient ${value}`,
        query: 'query ($v: String) { recogniseClient(inn: $v, phone: $v, email: $v) { id } }',
        variables: { v: value },
      })
    }
  }
  return probes
}

function selectOne(catalog: Catalog, field: CatalogField): string {
  return field.target === null
    ? field.key
    : `${field.key} { ${fullSelection(catalog, catalog.entity(field.target), 0) || '__typename'} }`
}

/** Probes that use the hidden field itself: each must be refused as a whole. */
export function forbiddenProbes(catalog: Catalog, hidden: CatalogField): Probe[] {
  const probes: Probe[] = []
  const list = lists[hidden.entity]
  const filterable = (path: string, root: string, entity: string, tried: readonly string[]) => {
    const query = `query (${listArguments}) { ${root}(${pass}) { nodes { id } } }`
    const totals = `query ($f: FilterInput) { totals(entity: "${entity}", filter: $f) { count } }`
    for (const operator of tried) {
      const f = {
        field: path,
        operator,
        values: operator.includes('EMPTY') ? [] : operator === 'BETWEEN' ? ['1', '2'] : ['1'],
      }
      probes.push({ name: `${root}: ${path} ${operator}`, query, variables: { f } })
    }
    const f = { field: path, operator: 'IS_EMPTY' }
    probes.push({ name: `${root}: ${path} under all`, query, variables: { f: { all: [{ any: [{ not: f }] }] } } })
    probes.push({
      name: `${root}: ${path} in an any beside something true`,
      query,
      variables: { f: { any: [{ all: [] }, f] } },
    })
    probes.push({ name: `${root}: total with ${path}`, query: totals, variables: { f } })
  }
  if (list) {
    const query = `query (${listArguments}) { ${list}(${pass}) { nodes { id } } }`
    if (hidden.isFilterable) filterable(hidden.key, list, hidden.entity, operators)
    if (hidden.isSortable) {
      probes.push({ name: `${list}: sort ${hidden.key}`, query, variables: { s: [{ field: hidden.key }] } })
      const other = [...catalog.entity(hidden.entity).fields.values()].find(
        (field) => field.isSortable && field.key !== hidden.key && !sourcesOf(catalog, field).includes(hidden),
      )
      probes.push({
        name: `${list}: sort by ${hidden.key} last`,
        query,
        variables: { s: [...(other ? [{ field: other.key }] : []), { field: hidden.key, isDescending: true }] },
      })
    }
    probes.push({
      name: `${list}: sum ${hidden.key}`,
      query: `{ totals(entity: "${hidden.entity}", sums: ["${hidden.key}"]) { count sums { field sum } } }`,
    })
  }
  for (const entity of catalog.entities.values()) {
    const root = lists[entity.key]
    if (!root || !hidden.isFilterable) continue
    const relation = [...entity.fields.values()].find((field) => field.target === hidden.entity && field.isFilterable)
    if (relation && !(entity.key === hidden.entity && relation.key === hidden.key))
      filterable(`${relation.key}.${hidden.key}`, root, entity.key, ['EQUALS', 'IN'])
  }
  return probes
}
