import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { execute, type GraphQLField, type GraphQLSchema, isObjectType, parse } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Caller, cast, startTestApp, type TestApp } from '../../test/app.ts'
import { fullSelection, lists } from '../../test/leaks/corpus.ts'
import { fillWorld, type World } from '../../test/leaks/world.ts'
import { createSchema } from '../server/schema.ts'
import { readCatalog } from './catalog.ts'
import { attachGate } from './graphql.ts'
import { createWrites } from './lanes.ts'
import { loadViewer } from './viewer.ts'

const catalog = readCatalog(createSchema())
const source = join(import.meta.dirname, '..')
const typeDefs = globSync('**/*.graphql', { cwd: source }).map((file) => readFileSync(join(source, file), 'utf8'))

function gatedSchema(): GraphQLSchema {
  const schema = createSchema()
  attachGate(schema, readCatalog(schema))
  return schema
}

function rootsOf(of: GraphQLSchema): [string, GraphQLField<unknown, unknown>][] {
  return [of.getQueryType(), of.getMutationType(), of.getSubscriptionType()].flatMap((type) =>
    Object.values(type?.getFields() ?? {}).map((field): [string, GraphQLField<unknown, unknown>] => [
      `${type?.name}.${field.name}`,
      field,
    ]),
  )
}

const schema = gatedSchema()

/** Root fields with the gate before them and nothing behind it but a word. */
const roots = (() => {
  const stubbed = createSchema()
  const behind = () => {
    throw new Error('BEHIND')
  }
  for (const [, field] of rootsOf(stubbed)) {
    if (field.resolve) field.resolve = behind
  }
  attachGate(stubbed, catalog)
  return rootsOf(stubbed)
})()

/** What is said to the caller: by the gate, or by what stands behind it. */
async function said(run: GraphQLField<unknown, unknown>['resolve'], context: object): Promise<string | null> {
  try {
    await run?.({}, {}, context, {} as never)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const now = new Date('2026-10-01T09:00:00Z')
const nobody = {
  viewer: null,
  sudoUntil: null,
  viewedBy: null,
  clock: { now: () => now },
  writes: createWrites(),
  ip: '192.0.2.1',
}
const inSeconds = (seconds: number) => ({ sudoUntil: new Date(now.getTime() + seconds * 1_000) })

/** Somebody signed in who may do what is named and nothing else. */
function caller(actions: readonly string[], rest: object = {}): object {
  return { ...nobody, viewer: { permissions: { isAdmin: false, actions: new Set(actions) } }, ...rest }
}

const ruleOf = (name: string) => catalog.rootRules.get(name)
const actionOf = (name: string): string => {
  const rule = ruleOf(name)
  return rule?.kind === 'action' ? rule.action : ''
}
const everyAction = roots.map(([name]) => actionOf(name)).filter((action) => action !== '')

describe('the gate stands before every root field', () => {
  const guarded = roots.filter(([name]) => ruleOf(name)?.kind !== 'public')

  test.each(guarded)('%s is closed without a session', async (_, field) => {
    expect(await said(field.resolve, nobody)).toBe('UNAUTHENTICATED')
  })

  test.each(guarded.filter(([name]) => actionOf(name)))('%s is for whoever has its action', async (name, field) => {
    const others = everyAction.filter((action) => action !== actionOf(name))
    expect(await said(field.resolve, caller(others, inSeconds(1)))).toBe('FORBIDDEN')
    expect(await said(field.resolve, caller([actionOf(name)], inSeconds(1)))).toBe('BEHIND')
  })

  test.each(guarded.filter(([name]) => ruleOf(name)?.needsSudo))('%s asks who it is again', async (name, field) => {
    for (const moment of [{}, inSeconds(-1), inSeconds(0)]) {
      expect(await said(field.resolve, caller([actionOf(name)], moment))).toBe('SUDO_REQUIRED')
    }
  })

  const isForGuests = (name: string) => {
    const rule = ruleOf(name)
    return rule?.kind === 'public' && rule.isGuestOnly
  }

  test.each(roots.filter(([name]) => isForGuests(name)))('%s is for guests alone', async (_, field) => {
    for (const rest of [{}, inSeconds(1)]) {
      expect(await said(field.resolve, caller(everyAction, rest))).toBe('FORBIDDEN')
    }
    expect(await said(field.resolve, nobody)).toBe('BEHIND')
  })

  test.each(roots.filter(([name]) => name.startsWith('Mutation.')))(
    '%s is not taken while the app is seen as somebody else, unless it says so',
    async (name, field) => {
      const one = (viewedBy: object | null) =>
        said(field.resolve, caller([actionOf(name)], { ...inSeconds(1), viewedBy }))
      expect(await one({ employeeId: 'x', name: 'x' })).toBe(ruleOf(name)?.isAllowedInView ? 'BEHIND' : 'VIEW_ONLY')
      expect(await one(null)).toBe(isForGuests(name) ? 'FORBIDDEN' : 'BEHIND')
    },
  )

  test('what may be done while seeing as somebody else is to end it', () => {
    const taken = roots.map(([name]) => name).filter((name) => ruleOf(name)?.isAllowedInView)
    expect(taken.sort()).toEqual(['Mutation.signOut', 'Mutation.stopViewAs'])
  })

  const stranger = { ...catalog.entity('repair'), key: 'secret' }
  test.each([
    ['a root field without a rule', { rootRules: new Map() }, 'has no rule'],
    [
      'an entity without a rule for its rows',
      { entities: new Map([...catalog.entities, ['secret', stranger]]) },
      'Entities without a row rule: secret',
    ],
  ])('nothing starts with %s', (_, change, message) => {
    expect(() => attachGate(createSchema(), { ...catalog, ...change })).toThrow(message)
  })

  test('nothing starts with a root field that nothing answers', () => {
    const secret = 'extend type Query { secret: String @signedIn(reason: "x") }'
    const extended = makeExecutableSchema({ typeDefs: [...typeDefs, secret] })
    expect(() => attachGate(extended, readCatalog(extended))).toThrow('has neither a plan nor a resolver')
  })

  test('the public ones are few and known', () => {
    const open = roots.map(([name]) => name).filter((name) => ruleOf(name)?.kind === 'public')
    expect(open.sort()).toEqual([
      'Mutation.acceptInvitation',
      'Mutation.completeServiceRequest',
      'Mutation.confirmSecondFactor',
      'Mutation.finishEnrolment',
      'Mutation.rateRepair',
      'Mutation.requestPasswordReset',
      'Mutation.resetPassword',
      'Mutation.signIn',
      'Mutation.signOut',
      'Mutation.startEnrolment',
      'Mutation.submitServiceRequest',
      'Query.completionForm',
      'Query.invitation',
      'Query.passwordStrength',
      'Query.publicForm',
      'Query.publicUnit',
      'Query.ratingForm',
      'Query.signInStep',
      'Query.tracking',
      'Query.viewer',
    ])
  })

  test('every field of a record gives only what the plan read, whatever a module says', () => {
    const gates = new Set(
      Object.values(schema.getTypeMap())
        .filter((type) => isObjectType(type) && catalog.byType.has(type.name))
        .flatMap((type) => (isObjectType(type) ? Object.values(type.getFields()).map((field) => field.resolve) : [])),
    )
    expect(gates.size).toBe(1)
  })
})

describe('an answer', () => {
  let app: TestApp
  let administrator: Caller
  let employeeId = ''
  let world: World

  beforeAll(async () => {
    app = await startTestApp({ isWorker: false })
    const { pool } = app.services
    const { rows } = await pool.query<{ id: string; roleId: string }>(
      `select id, role_id as "roleId" from employees where email = $1`,
      [cast.administrator],
    )
    employeeId = rows[0]?.id ?? ''
    world = await fillWorld(pool, employeeId, rows[0]?.roleId ?? '')
    administrator = await app.asEmployee(cast.administrator)
  })
  afterAll(() => app.stop())

  /** What graphql-js makes of it, field by field. */
  async function walked(query: string, variableValues: Record<string, unknown>): Promise<unknown> {
    const viewer = await loadViewer(app.services, employeeId)
    const contextValue = { ...app.services, viewer }
    const { data, errors } = await execute({ schema, document: parse(query), variableValues, contextValue })
    return JSON.parse(JSON.stringify({ data, errors: errors?.map((error) => error.message) }))
  }

  async function passed(query: string, variables: Record<string, unknown>): Promise<unknown> {
    const { data, errors } = await administrator.graphql(query, variables)
    return JSON.parse(JSON.stringify({ data, errors: errors?.map((error) => error.message) }))
  }

  test.each(Object.entries(lists))(
    'of %s is the same whether it is passed on as text or walked by graphql-js',
    async (entity, list) => {
      const selection = fullSelection(app.services.catalog, app.services.catalog.entity(entity), 1)
      const query = `query ($first: Int) {
        page: ${list}(first: $first) { end: endCursor nodes { type_: __typename ${selection} } }
        totals(entity: "${entity}") { count isCapped sums { field sum } }
        viewer { id }
      }`
      const given = await passed(query, { first: 1 })
      expect(given).toEqual(await walked(query, { first: 1 }))
      expect(given).not.toHaveProperty('errors')
    },
  )

  test.each([
    ['a record', 'query ($id: ID!) { repair(id: $id) { __typename id number client { name } } }'],
    ['a record twice', 'query ($id: ID!) { a: repair(id: $id) { id } b: repair(id: $id) { city } }'],
    ['a record by two names', 'query ($id: ID!) { repair(id: $id, number: "Р-2026-00000 0") { number } }'],
    ['a record by a name of another', 'query ($id: ID!) { repair(id: $id, number: "Р-2026-00000 1") { number } }'],
    ['a record beside a name that is null', 'query ($id: ID!, $n: String) { repair(id: $id, number: $n) { number } }'],
    ['no record', '{ repair(id: "00000000-0000-0000-0000-000000000000") { id } }'],
    ['what is no id', '{ repair(id: "1") { id } }'],
    ['nothing selected', 'query ($id: ID!) { repair(id: $id) { id @skip(if: true) client { id @skip(if: true) } } }'],
    ['what is skipped and what not', '{ repairs { nodes { number @skip(if: true) city @skip(if: false) } } }'],
    ['what is included and what not', '{ repairs { nodes { number @include(if: true) city @include(if: false) } } }'],
    [
      'fragments of every kind',
      `query Named { repairs { ...page } viewer { ...me } }
       fragment page on RepairPage { nodes { ... { number } ... on Repair { city } ...client ...client } }
       fragment client on Repair { client { name } }
       fragment me on Viewer { id }`,
    ],
    ['rows and what other resolvers say', 'query Both { repairs { nodes { id } } viewer { id } undecidedFieldCount }'],
    ['a sum', '{ totals(entity: "repair", sums: ["laborCost"]) { __typename sums { sum } } }'],
    ['a field of a record that a resolver names', '{ viewer { id name } }'],
  ])('with %s is the same either way', async (_, query) => {
    const variables = { id: world.ids.repair, n: null }
    const given = await passed(query, variables)
    expect(given).toEqual(await walked(query, variables))
    expect(given).not.toHaveProperty('errors')
  })

  test.each([
    ['a record named by nothing', '{ repair { id } }', 'VALIDATION'],
    ['a page with a filter of no shape', '{ repairs(filter: {}) { nodes { id } } }', 'VALIDATION'],
  ])('to %s says what is wrong', async (_, query, code) => {
    const { errors } = await administrator.graphql(query)
    expect(errors?.map((error) => error.extensions?.code)).toEqual([code])
  })

  test('with one refused part says so, and gives the others', async () => {
    const manager = await app.asEmployee(cast.manager)
    const query = '{ repairs { nodes { id } } roleSettings(id: "x") { __typename } }'
    const { data, errors } = await manager.graphql(query)
    expect(errors?.map((error) => [error.path, error.extensions?.code])).toEqual([[['roleSettings'], 'FORBIDDEN']])
    expect(data).toMatchObject({ roleSettings: null, repairs: { nodes: expect.any(Array) } })
  })

  test('holds no record for whoever has no session, whatever stands before it', async () => {
    const type = schema.getType('ServiceRequestPayload')
    const field = isObjectType(type) ? type.getFields().serviceRequest : undefined
    const name = 'serviceRequest'
    const info = { returnType: field?.type, fieldName: name, fieldNodes: [], path: { key: name }, variableValues: {} }
    const given = { serviceRequest: world.ids.serviceRequest }
    const answer = field?.resolve?.(given, {}, { ...app.services, viewer: null }, info as never)
    await expect(Promise.resolve(answer)).resolves.toBeNull()
  })
})
