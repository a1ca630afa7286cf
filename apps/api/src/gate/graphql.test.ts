import { execute, type GraphQLField, type GraphQLSchema, isObjectType, parse } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Caller, cast, startTestApp, type TestApp } from '../../test/app.ts'
import { fullSelection, lists } from '../../test/leaks/corpus.ts'
import { fillWorld } from '../../test/leaks/world.ts'
import { createSchema } from '../server/schema.ts'
import { readCatalog } from './catalog.ts'
import { attachGate } from './graphql.ts'
import { loadViewer } from './viewer.ts'

function gatedSchema(): GraphQLSchema {
  const schema = createSchema()
  attachGate(schema, readCatalog(schema))
  return schema
}

const schema = gatedSchema()
const catalog = readCatalog(createSchema())
const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
  Object.values(type?.getFields() ?? {}).map((field) => [`${type?.name}.${field.name}`, field] as const),
)

/** What a root field says to somebody without a session, before it looks at anything else. */
async function refusal(run: GraphQLField<unknown, unknown>['resolve']): Promise<string | null> {
  try {
    await run?.({}, {}, { viewer: null }, {} as never)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

describe('the gate stands before every root field', () => {
  test.each(roots.filter(([name]) => catalog.rootRules.get(name)?.kind !== 'public'))(
    '%s is closed without a session',
    async (_, field) => {
      expect(await refusal(field.resolve)).toBe('UNAUTHENTICATED')
    },
  )

  test('the public ones are few and known', () => {
    const open = roots.map(([name]) => name).filter((name) => catalog.rootRules.get(name)?.kind === 'public')
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

describe('an answer is the same', () => {
  let app: TestApp
  let administrator: Caller
  let employeeId = ''

  beforeAll(async () => {
    app = await startTestApp({ isWorker: false })
    const { pool } = app.services
    const { rows } = await pool.query<{ id: string; roleId: string }>(
      `select id, role_id as "roleId" from employees where email = $1`,
      [cast.administrator],
    )
    employeeId = rows[0]?.id ?? ''
    await fillWorld(pool, employeeId, rows[0]?.roleId ?? '')
    administrator = await app.asEmployee(cast.administrator)
  })
  afterAll(() => app.stop())

  test.each(Object.entries(lists))('whether %s is passed on as text or walked by graphql-js', async (entity, list) => {
    const { services } = app
    const selection = fullSelection(services.catalog, services.catalog.entity(entity), 1)
    const query = `query ($first: Int) {
      page: ${list}(first: $first) { end: endCursor nodes { type_: __typename ${selection} } }
      totals(entity: "${entity}") { count isCapped sums { field sum } }
      viewer { id }
    }`
    const passed = await administrator.graphql(query, { first: 1 })
    const walked = await execute({
      schema,
      document: parse(query),
      variableValues: { first: 1 },
      contextValue: { ...services, viewer: await loadViewer(services, employeeId) },
    })
    expect(passed.errors).toBeUndefined()
    expect(passed.data).toEqual(JSON.parse(JSON.stringify(walked.data)))
  })
})
