import type { Mutant } from './mutants.ts'

/** A mutant that no test can tell from the original, or that takes away what something else also guards. */
interface Explained {
  readonly file: string
  /** What stands in the mutant's place, as the run prints it; the kind of the mutant too where it matters. */
  readonly original: string
  readonly kind?: string
  readonly reason: string
}

export const explained: readonly Explained[] = [
  {
    file: 'src/modules/sessions/address.service.ts',
    original: 'known?.version === version',
    reason: 'keeps the rules of a version instead of reading them anew each time',
  },
  {
    file: 'src/gate/scopes.ts',
    original: 'isRecord(parent)',
    kind: 'never so',
    reason: 'quicker: the record that a client or unit was come by is one in scope that leads there',
  },
  {
    file: 'src/gate/scopes.ts',
    original: 'scope === never',
    reason: 'spares a statement that looks for rows where there are none',
  },
  {
    file: 'src/gate/scopes.ts',
    original: 'viewer.permissions.isAdmin',
    kind: 'never so',
    reason: 'an administrator has every bit and action; without it he would not see entries that tell nothing',
  },
  {
    file: 'src/gate/scopes.ts',
    original: '8',
    kind: 'no limit maxRanges',
    reason: 'when a list of bits is written as ranges: the same bits either way',
  },
  {
    file: 'src/gate/scopes.ts',
    original: 'ranges.length > maxRanges',
    reason: 'when a list of bits is written as ranges: the same bits either way',
  },
  {
    file: 'src/gate/scopes.ts',
    original: '!rule',
    reason: 'says it better than what would be thrown on the next line; no server starts with an entity without a rule',
  },
  {
    file: 'src/gate/scopes.ts',
    original: 'entity in own',
    kind: 'returned as true',
    reason: 'tells the role editor which entities have a choice of rows; what is read does not depend on it',
  },
  {
    file: 'src/gate/permissions.ts',
    original: '!row?.role',
    reason: 'says it better than what would be thrown on the next line',
  },
  {
    file: 'src/gate/permissions.ts',
    original: '<',
    kind: 'the bound of a < b',
    reason: 'the order of keys that are all different',
  },
  {
    file: 'src/gate/permissions.ts',
    original: 'fieldId >>> 5 >= words',
    reason: 'a mask of fixed length takes no bit beyond its end',
  },
  {
    file: 'src/gate/scopes.ts',
    original: "parent === 'repair'",
    kind: 'never so',
    reason: 'quicker: the repair that it was come by is one in scope that leads there',
  },
  {
    file: 'src/gate/write.ts',
    original: 'wanted.size === 0',
    reason: 'spares a statement: nothing asked for, nothing found, as many as wanted',
  },
  {
    file: 'src/gate/write.ts',
    original: 'scope === never || !ids.every(isRecordId)',
    kind: '|| without its beginning',
    reason: 'spares a statement: one with false in it finds nothing either',
  },
  {
    file: 'src/gate/viewer.ts',
    original: 'viewer.permissions.isAdmin',
    kind: 'never so',
    reason:
      'of rowScope other tests notice it; of scopeKey it is quicker, an administrator’s scopes are all ALL anyway',
  },
  {
    file: 'src/gate/conditions.ts',
    original: "filter.kind === 'all'",
    kind: 'never so',
    reason: 'quicker: fields that are known to be filled let an index serve the order',
  },
  {
    file: 'src/gate/conditions.ts',
    original: 'condition.values.length !== 1 || value === undefined',
    kind: '|| without its end',
    reason: 'one value there is; the second half tells the compiler so',
  },
  {
    file: 'src/gate/conditions.ts',
    original: 'condition.values.length !== 2 || from === undefined',
    kind: '|| without its end',
    reason: 'two values there are; the second half tells the compiler so',
  },
  {
    file: 'src/gate/conditions.ts',
    original: 'condition.values.length !== 2 || from === undefined || to === undefined',
    kind: '|| without its end',
    reason: 'the same',
  },
  {
    file: 'src/gate/conditions.ts',
    original: "condition.values.includes('me') && field.target === 'employee'",
    reason: 'the id of an employee is that of no other record: nothing else is found by it',
  },
  {
    file: 'src/gate/conditions.ts',
    original: "condition.values.includes('mine') && field.target === 'serviceCenter'",
    reason: 'the same of a service centre',
  },
  {
    file: 'src/gate/conditions.ts',
    original: "condition.values.includes('mine') && field.target === 'dealer'",
    reason: 'the same of a dealer',
  },
  {
    file: 'src/gate/conditions.ts',
    original: 'ids.length > 0',
    kind: 'always the first',
    reason: 'among no ids there is nothing either',
  },
  {
    file: 'src/gate/conditions.ts',
    original: 'isEveryTarget || among === never',
    kind: '|| without its end',
    reason: 'spares a look for a target that nothing is',
  },
  {
    file: 'src/gate/conditions.ts',
    original: 'isWhole && isEveryRow',
    kind: 'never so',
    reason: 'quicker: a second look at all the lines finds the same',
  },
  {
    file: 'src/gate/select.ts',
    original: '!fragment',
    reason: 'GraphQL refuses a document whose fragment is not there before anything is read',
  },
  {
    file: 'src/gate/select.ts',
    original: 'seen.has(selection.name.value)',
    reason: 'the variables of a fragment are the same however often it is spread',
  },
  {
    file: 'src/gate/select.ts',
    original: '!isObjectType(type)',
    reason: 'an entity is an object of the schema: for the compiler, and says it better',
  },
  {
    file: 'src/gate/select.ts',
    original: 'text === needed.text',
    reason: 'what needs a join, a change of an entry, has no relation that would be another',
  },
  {
    file: 'src/gate/select.ts',
    original: 'definition && node',
    reason: 'a field of the schema, at a place of the document: for the compiler',
  },
  {
    file: 'src/gate/select.ts',
    original: 'entity.fields.has(name)',
    reason: 'a change names fields of the catalog only, so other names that are asked for meet none',
  },
  {
    file: 'src/gate/execute.ts',
    original: '!plan.ids || plan.ids.length === 0',
    kind: '|| without its end',
    reason: 'spares a statement: among no ids there is nothing',
  },
  {
    file: 'src/gate/execute.ts',
    original: "plan.search === '' && plan.filter === null",
    reason: 'whether PostgreSQL keeps the plan of a statement',
  },
  {
    file: 'src/gate/execute.ts',
    original: 'scope === never',
    reason: 'spares a statement that looks for rows where there are none',
  },
  {
    file: 'src/gate/execute.ts',
    original: '200',
    kind: 'no limit maxSelects',
    reason: 'how many compiled selections are kept',
  },
  {
    file: 'src/gate/execute.ts',
    original: '!set || sets.length > 1',
    kind: '|| without its end',
    reason: 'a first set stands at one place of a document, and what is beside it there stands there always',
  },
  {
    file: 'src/gate/execute.ts',
    original: 'known',
    reason: 'compiles what has been compiled',
  },
  {
    file: 'src/gate/execute.ts',
    original: '>=',
    kind: 'the bound of compiled.size >= maxSelects',
    reason: 'how many compiled selections are kept',
  },
  {
    file: 'src/gate/execute.ts',
    original: 'isNullable && isDescending',
    reason: 'ascending, PostgreSQL puts empty values last by itself',
  },
  {
    file: 'src/gate/execute.ts',
    original: 'isUniform',
    reason: 'quicker: what an index serves; the other form compares the same',
  },
  {
    file: 'src/gate/execute.ts',
    original: '500',
    kind: 'no limit maxNames',
    reason: 'how many statements PostgreSQL keeps plans of',
  },
  {
    file: 'src/gate/execute.ts',
    original: 'known !== undefined || names.size >= maxNames',
    reason: 'how many statements PostgreSQL keeps plans of',
  },
  {
    file: 'src/gate/execute.ts',
    original: "viewer.affiliation !== 'OFFICE' && !viewer.permissions.isAdmin",
    reason: 'would put an administrator behind the wall, and he is of the office: reads less, not more',
  },
  {
    file: 'src/gate/computed.ts',
    original: 'field.target === null || field.many',
    kind: '|| without its end',
    reason: 'no change is of a list of records',
  },
  {
    file: 'src/gate/computed.ts',
    original: 'field.target === null || field.many || field.id < 0',
    kind: '|| without its end',
    reason: 'every field has its bit once the server has started',
  },
  {
    file: 'src/gate/graphql.ts',
    original: "!isObjectType(type) || roots.includes(type) || type.name.startsWith('__')",
    kind: '|| without its end',
    reason: 'spares a look at the types of introspection, which have no record in them',
  },
  {
    file: 'src/gate/graphql.ts',
    original: 'sudoUntil === null || sudoUntil <= clock.now()',
    kind: '|| without its beginning',
    reason: 'no moment compares as one long gone',
  },
  {
    file: 'src/gate/graphql.ts',
    original: '!entity',
    reason: 'what stands behind is an entity, or would not have been put there; says it better than the next line',
  },
  {
    file: 'src/gate/graphql.ts',
    original: 'given === null || given === undefined',
    reason: 'spares a statement: no record has no id',
  },
  {
    file: 'src/gate/graphql.ts',
    original: 'viewer === null',
    reason: 'requireRule has refused it already; past it there is no viewer to read for, and nothing is read',
  },
  {
    file: 'src/gate/graphql.ts',
    original: 'context.viewer === null',
    reason: 'the same; of a record in an answer without a session graphql.test.ts notices it',
  },
  {
    file: 'src/gate/graphql.ts',
    original: '!isObjectType(named)',
    reason: 'a page and totals are objects of the schema: for the compiler, and says it better',
  },
  {
    file: 'src/gate/graphql.ts',
    original: '!nodeEntity',
    reason: 'the nodes of a page are an entity: for the compiler, and says it better',
  },
  {
    file: 'src/gate/graphql.ts',
    original: 'listArguments.has(key) || value === undefined',
    reason: 'an argument that is not given is not among them',
  },
  {
    file: 'src/gate/graphql.ts',
    original: "operation.operation !== 'query' || !query",
    reason: 'no root field of another operation is one of the query’s that are planned',
  },
  {
    file: 'src/gate/graphql.ts',
    original: '(root) => isPlanned(query, root)',
    reason: 'only the quick way is lost: a field without a plan throws, and the ordinary way answers',
  },
  {
    file: 'src/gate/graphql.ts',
    original: "field !== undefined && (planRoots.has(field) || field.name === 'totals')",
    reason: 'the same',
  },
  {
    file: 'src/gate/graphql.ts',
    original: 'planned.length === 0',
    reason: 'resolved by graphql-js either way',
  },
  {
    file: 'src/gate/graphql.ts',
    original: '!isPlanned(query, root)',
    reason: 'what is planned is resolved a second time and thrown away',
  },
  {
    file: 'src/gate/graphql.ts',
    original: '>',
    kind: 'the bound of others.length > 0',
    reason: 'resolves nothing, which is nothing',
  },
  {
    file: 'src/gate/graphql.ts',
    original: 'definition.kind === Kind.FRAGMENT_DEFINITION',
    reason: 'an operation has no name that a fragment is spread by',
  },
  {
    file: 'src/gate/graphql.ts',
    original: '!field || !node',
    reason: 'what is planned is a field of the query at a place of the document: for the compiler',
  },
  {
    file: 'src/gate/graphql.ts',
    original: "field.name !== 'totals'",
    reason: 'only the quick way is lost: the ordinary way answers',
  },
  {
    file: 'src/gate/graphql.ts',
    original: 'result.errors || !result.data',
    kind: '|| without its end',
    reason: 'without an error there is an answer: for the compiler',
  },
  {
    file: 'src/gate/catalog.ts',
    original: 'field.target !== null && !entities.has(field.target)',
    reason: 'the target of a relation is read off its own declaration, which makes it an entity',
  },
  {
    file: 'src/gate/catalog.ts',
    original: '!rule',
    reason: 'asked of what has the directive only: for the compiler, and says it better',
  },
  {
    file: 'src/gate/catalog.ts',
    original: 'a.attnum > 0',
    reason: 'no field has the name of a column of PostgreSQL’s own',
  },
  {
    file: 'src/modules/sessions/session-lookup.ts',
    original: 'row.viewRoleId === null',
    reason: 'spares a statement that finds no role',
  },
  {
    file: 'src/modules/sessions/session-lookup.ts',
    original: '>',
    kind: 'the bound of now.getTime() - row.lastSeenAt.getTime() > seenEvery',
    reason: 'how often a use is written down, to the millisecond',
  },
  {
    file: 'src/gate/partner-wall.ts',
    original: 'identities.get(client) === identity',
    reason: 'tells the connection once more whom it reads for',
  },
  {
    file: 'src/gate/graphql.ts',
    original: "selected.name === 'nodes'",
    reason: 'nothing else of a page has a selection of its own',
  },
  {
    file: 'src/gate/graphql.ts',
    original: '>',
    kind: 'the bound of conditions.length > 0',
    reason: 'all of no conditions lets through what no filter does',
  },
  {
    file: 'src/modules/sessions/session-lookup.ts',
    original: 'known',
    reason: 'looks every session up by itself',
  },
]

/** Why the mutant may live; null when nobody has said. */
export function explanationOf({ file, original, kind }: Mutant): string | null {
  const known = explained.find(
    (one) => one.file === file && one.original === original && (one.kind === undefined || one.kind === kind),
  )
  return known?.reason ?? null
}
