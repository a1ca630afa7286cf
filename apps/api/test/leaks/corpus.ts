import { isObjectType } from 'graphql'
import type { Catalog, CatalogEntity, CatalogField } from '../../src/gate/catalog.ts'
import { maxRows } from '../../src/gate/cost.ts'
import { allSourcesOf } from '../../src/gate/permissions.ts'
import { createSchema } from '../../src/server/schema.ts'
import { pick } from './sample.ts'
import { canary, otherCanary, type World } from './world.ts'

/** What a probe asks through; paths.ts says which ways out of the server each of these covers. */
export type ProbeKind =
  | 'list'
  | 'search'
  | 'sort'
  | 'empty'
  | 'page'
  | 'nested'
  | 'card'
  | 'feed'
  | 'computed'
  | 'file'
  | 'export'
  | 'error'
  | 'filter'

/** One way of asking that could tell a hidden value: an operation, or the address of a file. */
export type Probe = { readonly kind: ProbeKind; readonly name: string } & (
  | { readonly query: string; readonly variables?: Record<string, unknown> }
  | {
      readonly address: string
      /** Sent as JSON by POST; without it the address is got. */
      readonly body?: object
    }
)

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
  auditEntry: 'auditEntries',
}

const cards: Readonly<Record<string, string>> = {
  repair: 'repair',
  serviceRequest: 'serviceRequest',
  client: 'client',
  equipment: 'equipment',
  outboxMessage: 'outboxMessage',
  auditEntry: 'auditEntry',
}

const operators = [
  ...['EQUALS', 'NOT_EQUALS', 'IN', 'NOT_IN', 'CONTAINS', 'STARTS_WITH', 'GREATER', 'GREATER_OR_EQUAL', 'LESS'],
  ...['LESS_OR_EQUAL', 'BETWEEN', 'IS_EMPTY', 'IS_NOT_EMPTY'],
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

/**
 * Probes that are allowed whatever is hidden: their answers must not depend on the hidden value.
 *
 * @param shown what of the fields the viewer reads; the probes use no field beside those
 */
export function allowedProbes(
  catalog: Catalog,
  world: World,
  hidden: CatalogField,
  shown: (field: CatalogField) => boolean = () => true,
): Probe[] {
  return [
    ...listProbes(catalog, hidden, shown),
    ...nestedProbes(catalog, hidden),
    ...cardProbes(catalog, world, hidden),
    ...feedProbes(catalog, world, hidden),
    ...computedProbes(world, hidden),
    ...fileProbes(world, hidden),
    ...exportProbes(catalog, hidden, shown),
    ...errorProbes(world, hidden),
  ]
}

/** The field itself, or one that cannot be read without it and so is as hidden. */
export function isOf(catalog: Catalog, hidden: CatalogField, field: CatalogField): boolean {
  const isHidden = (one: CatalogField) => one.entity === hidden.entity && one.key === hidden.key
  return isHidden(field) || allSourcesOf(catalog, field).some(isHidden)
}

/** The entity and those that point to it, where they have lists. */
function concernedBy(catalog: Catalog, hidden: CatalogField): CatalogEntity[] {
  return [...catalog.entities.values()].filter(
    (entity) =>
      lists[entity.key] &&
      (entity.key === hidden.entity || [...entity.fields.values()].some((field) => field.target === hidden.entity)),
  )
}

/** Lists of the entity and of those that point to it. */
function listProbes(catalog: Catalog, hidden: CatalogField, shown: (field: CatalogField) => boolean): Probe[] {
  const probes: Probe[] = []
  for (const entity of concernedBy(catalog, hidden)) {
    const list = lists[entity.key]
    const query = (selection: string) =>
      `query (${listArguments}) { ${list}(${pass}) { endCursor nodes { ${selection} } } totals(entity: "${entity.key}", filter: $f, search: $q) { count isCapped } }`
    const order = query('id')
    const usable = [...entity.fields.values()].filter((field) => !isOf(catalog, hidden, field) && shown(field))
    const sums = usable.filter(({ type, many }) => (type === 'MONEY' || type === 'NUMBER') && !many)
    probes.push({
      kind: 'list',
      name: `${list}: all of it`,
      query: query(fullSelection(catalog, entity, 1)).replace(
        /\}$/,
        ` sums: totals(entity: "${entity.key}", sums: [${sums.map(({ key }) => `"${key}"`)}], isExact: true) { count sums { field sum } } }`,
      ),
    })
    for (const search of [canary, otherCanary, '97799']) {
      probes.push({ kind: 'search', name: `${list}: search ${search}`, query: order, variables: { q: search } })
    }
    // a page that ends in the middle has a cursor
    const page = usable.find((field) => field.isSortable)
    if (page) {
      const s = [{ field: page.key }]
      const query = `query ($s: [SortInput!]) { ${list}(sort: $s, first: 1) { endCursor nodes { id } } unsorted: ${list}(first: 1) { endCursor nodes { id } } }`
      probes.push({ kind: 'page', name: `${list}: first of the page by ${page.key}`, query, variables: { s } })
    }
    for (const field of usable) {
      // Of the entities that point to the hidden field's, only what points there could be sorted or found empty by it.
      if (entity.key !== hidden.entity && field.target !== hidden.entity) continue
      if (field.isSortable) {
        const s = [{ field: field.key, isDescending: true }]
        probes.push({ kind: 'sort', name: `${list}: sort ${field.key}`, query: order, variables: { s } })
      }
      if (field.isFilterable && field.target !== null) {
        const f = { field: field.key, operator: 'IS_EMPTY' }
        probes.push({ kind: 'empty', name: `${list}: no ${field.key}`, query: order, variables: { f } })
      }
    }
  }
  return probes
}

/** The hidden field at the end of every way over two relations, and of some over three. */
function nestedProbes(catalog: Catalog, hidden: CatalogField): Probe[] {
  const leaf = selectOne(catalog, hidden)
  const relations = (entity: string) =>
    [...catalog.entity(entity).fields.values()].filter(({ target }) => target !== null)
  const waysFrom = (entity: string, length: number): string[][] =>
    length === 0
      ? entity === hidden.entity
        ? [[]]
        : []
      : relations(entity).flatMap((one) => waysFrom(one.target ?? '', length - 1).map((rest) => [one.key, ...rest]))
  return Object.entries(lists).flatMap(([entity, list]): Probe[] => {
    const long = waysFrom(entity, 3)
    const name = `${entity} ${hidden.entity}.${hidden.key}`
    const some = [pick(long, name), pick(long, `${name} again`)].filter((way) => way !== undefined)
    const ways = [...waysFrom(entity, 2), ...some].slice(0, 30)
    const leafRows = hidden.target === null ? 0 : hidden.many ? 100 : 1
    return withinRows(ways.map((way) => readWay(catalog, entity, way, leafRows))).map(({ first, together }): Probe => {
      const selection = together.map(({ text }, index) => `w${index}: ${text.replace('@', leaf)}`)
      return {
        kind: 'nested',
        name: `${list}: ${together.length} ways from ${together[0]?.name}`,
        query: `{ ${list}(first: ${first}) { nodes { ${selection.join(' ')} } } }`,
      }
    })
  })
}

interface Way {
  name: string
  /** Its selection, with an @ where it ends. */
  text: string
  rows: number
}

/** Ways as many operations as it takes for none to have more rows than one may; a way that has them alone is nobody's. */
function withinRows(ways: readonly Way[]): { first: number; together: Way[] }[] {
  const groups: { first: number; together: Way[] }[] = []
  for (const way of ways) {
    const last = groups.at(-1)
    const total = (last?.together ?? []).reduce((sum, { rows }) => sum + rows, 1 + way.rows)
    if (last && total * last.first <= maxRows) last.together.push(way)
    else if (way.rows < maxRows)
      groups.push({ first: Math.min(5, Math.floor(maxRows / (1 + way.rows))), together: [way] })
  }
  return groups
}

/** Lists that can be asked for shorter are; of the others up to a hundred records come. */
function readWay(catalog: Catalog, entity: string, keys: readonly string[], leafRows: number): Way {
  const [key = '', ...rest] = keys
  const field = catalog.field(entity, key)
  const inner = rest.length > 0 ? readWay(catalog, field.target ?? '', rest, leafRows) : { text: '@', rows: leafRows }
  const isBounded = field.many !== null && hasFirst(catalog.entity(entity).typeName, key)
  const length = field.many === null ? 1 : isBounded ? 2 : 100
  return {
    name: keys.join('.'),
    text: `${key}${isBounded ? '(first: 2)' : ''} { ${inner.text} }`,
    rows: length * (1 + inner.rows),
  }
}

const schema = createSchema()

function hasFirst(typeName: string, key: string): boolean {
  const type = schema.getType(typeName)
  return isObjectType(type) && (type.getFields()[key]?.args.some(({ name }) => name === 'first') ?? false)
}

/** The record itself: plainly, under another name, through fragments of both sorts. */
function cardProbes(catalog: Catalog, world: World, hidden: CatalogField): Probe[] {
  const card = cards[hidden.entity]
  if (!card) return []
  const entity = catalog.entity(hidden.entity)
  const one = selectOne(catalog, hidden)
  const query = `query ($id: ID!, $yes: Boolean!) { ${card}(id: $id) {
      ...all aliased: ${one} ... { plain: ${one} } ... on ${entity.typeName} { again: ${one} } asked: ${one.replace(hidden.key, `${hidden.key} @include(if: $yes)`)}
    } }
    fragment all on ${entity.typeName} { ${fullSelection(catalog, entity, 1)} }`
  return [{ kind: 'card', name: `${card} by id`, query, variables: { id: world.ids[hidden.entity], yes: true } }]
}

/** The feed where a change of the hidden field would stand: in the card, in the list, in its count. */
function feedProbes(catalog: Catalog, world: World, hidden: CatalogField): Probe[] {
  const isHidden = (key: string) => isOf(catalog, hidden, catalog.field('feedEntry', key))
  const f = isHidden('repair') ? { all: [] } : { field: 'repair', operator: 'EQUALS', values: [world.ids.repair] }
  const changed = isHidden('changes') ? { all: [] } : { field: 'changes', operator: 'IS_NOT_EMPTY' }
  const query = `query ($id: ID!, $f: FilterInput, $c: FilterInput) {
    repair(id: $id) { feed(first: 50) { ${fullSelection(catalog, catalog.entity('feedEntry'), 1)} } }
    feedEntries(filter: $f, first: 50) { endCursor nodes { id kind changes { field oldValue newValue } } }
    totals(entity: "feedEntry", filter: $f, isExact: true) { count }
    changed: totals(entity: "feedEntry", filter: $c, isExact: true) { count }
    found: feedEntries(search: "${canary}", first: 50) { nodes { id } }
  }`
  return [{ kind: 'feed', name: 'feed of the repair', query, variables: { id: world.ids.repair, f, c: changed } }]
}

/** What the server works out for the viewer instead of reading it. */
function computedProbes(world: World, hidden: CatalogField): Probe[] {
  const probes: Probe[] = []
  const computed = (name: string, query: string, variables: Record<string, unknown> = {}) =>
    probes.push({ kind: 'computed', name, query, variables })
  computed('catalog', '{ catalog { key title isSearchable fields { key type values } } }')
  computed('counters', '{ counters { key count } }')
  if (hidden.entity === 'repair' || hidden.entity === 'serviceRequest') {
    const field = hidden.entity === 'repair' ? 'repairTransitions' : 'serviceRequestTransitions'
    computed(
      field,
      `query ($id: ID!) { ${field}(id: $id) { name to isPrimary isDangerous inputs { name isRequired } unmet { code key } } }`,
      { id: world.ids[hidden.entity] },
    )
    const duplicates = 'query ($id: ID!) { possibleDuplicates(serviceRequestId: $id) { id number } }'
    computed('possibleDuplicates', duplicates, { id: world.ids.serviceRequest })
  }
  if (hidden.entity === 'employee') {
    const query = `query ($id: ID!) { employeeSettings(id: $id) {
      employee { id name email role { id } serviceCenter { id } dealer { id } isActive } openWork { requests } manufacturers { id name }
    } }`
    computed('employeeSettings', query, { id: world.ids.employee })
  }
  if (hidden.entity === 'client' || hidden.entity === 'contact') {
    for (const value of [canary, otherCanary]) {
      const query = 'query ($v: String) { recogniseClient(inn: $v, phone: $v, email: $v) { id } }'
      computed(`recogniseClient ${value}`, query, { v: value })
    }
  }
  return probes
}

/** Whose right is the file itself sees of what sort and how long it is. */
const ofTheBytes = new Set(['storedFile.contentType', 'storedFile.size'])

/** The world's document as a download, and its small picture. */
function fileProbes(world: World, hidden: CatalogField): Probe[] {
  if (hidden.entity !== 'document' && hidden.entity !== 'storedFile') return []
  if (ofTheBytes.has(`${hidden.entity}.${hidden.key}`)) return []
  return ['', '/thumbnail', '?download=1'].map((rest) => ({
    kind: 'file',
    name: `the file${rest}`,
    address: `/files/${world.ids.document}${rest}`,
  }))
}

/** The lists as files: what is read of each record, and of what it points to the name. */
function exportProbes(catalog: Catalog, hidden: CatalogField, shown: (field: CatalogField) => boolean): Probe[] {
  return concernedBy(catalog, hidden).map((entity) => {
    const isColumn = ({ many, target }: CatalogField) =>
      !many && (target === null || catalog.entity(target).title !== null)
    const own = [...entity.fields.values()].filter((field) => isColumn(field) && shown(field))
    const columns = own.filter((field) => !isOf(catalog, hidden, field)).map(({ key }) => ({ key, title: key }))
    const body = { columns, search: hidden.isSearchable ? canary : null }
    return { kind: 'export', name: `${entity.key}.csv`, address: `/exports/${entity.key}.csv`, body }
  })
}

/** Refusals that say something of the record they refuse. Nothing is written: each lacks something. */
function errorProbes(world: World, hidden: CatalogField): Probe[] {
  const error = (name: string, query: string, variables: Record<string, unknown>): Probe => ({
    kind: 'error',
    name,
    query,
    variables,
  })
  const { repair, serviceRequest } = world.ids
  const move = (entity: string, id: string | undefined, transition: string) => {
    const root = `transition${entity}`
    const payload = entity === 'Repair' ? 'repair' : 'serviceRequest'
    const query = `mutation ($id: ID!) { ${root}(id: $id, transition: "${transition}") { ${payload} { id } } }`
    return error(`${root} ${transition}`, query, { id })
  }
  if (hidden.entity === 'repair') {
    // not from this status, a comment is lacking, no such move
    return ['assign', 'cancel', 'nothing'].map((transition) => move('Repair', repair, transition))
  }
  if (hidden.entity === 'serviceRequest') {
    return ['complete', 'reject', 'nothing'].map((transition) => move('ServiceRequest', serviceRequest, transition))
  }
  return []
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
      probes.push({ kind: 'filter', name: `${root}: ${path} ${operator}`, query, variables: { f } })
    }
    const f = { field: path, operator: 'IS_EMPTY' }
    for (const [shape, wrapped] of Object.entries(wrappings(f)))
      probes.push({ kind: 'filter', name: `${root}: ${path} ${shape}`, query, variables: { f: wrapped } })
    probes.push({ kind: 'filter', name: `${root}: total with ${path}`, query: totals, variables: { f } })
  }
  if (list) {
    const query = `query (${listArguments}) { ${list}(${pass}) { nodes { id } } }`
    if (hidden.isFilterable) filterable(hidden.key, list, hidden.entity, operators)
    if (hidden.isSortable) {
      probes.push({
        kind: 'filter',
        name: `${list}: sort ${hidden.key}`,
        query,
        variables: { s: [{ field: hidden.key }] },
      })
      const other = [...catalog.entity(hidden.entity).fields.values()].find(
        (field) => field.isSortable && field.key !== hidden.key && !isOf(catalog, hidden, field),
      )
      probes.push({
        kind: 'filter',
        name: `${list}: sort by ${hidden.key} last`,
        query,
        variables: { s: [...(other ? [{ field: other.key }] : []), { field: hidden.key, isDescending: true }] },
      })
    }
    probes.push({
      kind: 'filter',
      name: `${list}: sum ${hidden.key}`,
      query: `{ totals(entity: "${hidden.entity}", sums: ["${hidden.key}"]) { count sums { field sum } } }`,
    })
  }
  const filterables = (entity: string) => [...catalog.entity(entity).fields.values()].filter((one) => one.isFilterable)
  const isHidden = (one: CatalogField) => one.entity === hidden.entity && one.key === hidden.key
  for (const [entity, root] of Object.entries(lists)) {
    // a way through the hidden relation itself
    if (entity === hidden.entity && hidden.target !== null && hidden.isFilterable) {
      const far = filterables(hidden.target).filter(({ target }) => target === null)[0]
      if (far) filterable(`${hidden.key}.${far.key}`, root, entity, ['EQUALS', 'IN'])
    }
    if (!hidden.isFilterable) continue
    const hops = filterables(entity).filter((one) => one.target !== null && !isHidden(one))
    const near = hops.find(({ target }) => target === hidden.entity)
    if (near) filterable(`${near.key}.${hidden.key}`, root, entity, ['EQUALS', 'IN'])
    const ways = hops.flatMap((first) =>
      filterables(first.target ?? '')
        .filter((second) => second.target === hidden.entity && !isHidden(second))
        .map((second) => `${first.key}.${second.key}`),
    )
    const far = pick(ways, `${entity} ${hidden.entity}.${hidden.key}`)
    if (far) filterable(`${far}.${hidden.key}`, root, entity, ['EQUALS'])
  }
  return probes
}

/** The condition to the third depth of all, any and not, beside what is always and what is never true. */
function wrappings(f: object): Record<string, object> {
  const [nothing, everything] = [{ any: [] }, { all: [] }]
  return {
    'under all, any and not': { all: [{ any: [{ not: f }] }] },
    'under not, all and any': { not: { all: [{ any: [f] }] } },
    'under any, not and all': { any: [{ not: { all: [f] } }] },
    'in an any beside something true': { any: [everything, f] },
    'in an all beside something false': { all: [nothing, f] },
  }
}
