import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { domainErrorCodes, notificationKinds } from '@naryad/domain'
import { isObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCatalog } from '../../src/gate/catalog.ts'
import { letterNames } from '../../src/modules/messages/letters.ts'
import { createHttp } from '../../src/server/http.ts'
import { createSchema } from '../../src/server/schema.ts'
import { allJobs } from '../../src/worker.ts'
import { serverOptions, startTestApp, type TestApp } from '../app.ts'
import {
  errors,
  type Held,
  jobPaths,
  letterPaths,
  notificationPaths,
  type ProbeName,
  probes,
  roots,
  routes,
  views,
} from './paths.ts'

const schema = createSchema()
const catalog = readCatalog(schema)

function expectSame(there: Iterable<string>, listed: object) {
  const [found, known] = [new Set(there), new Set(Object.keys(listed))]
  expect([...found.difference(known)], 'there, but not in the list of paths').toEqual([])
  expect([...known.difference(found)], 'in the list of paths, but not there').toEqual([])
}

describe('every way out of the server is in the list of paths', () => {
  test('root fields', () => expectSame(catalog.rootRules.keys(), roots))

  test('types without a rule of their own, with their fields', () => {
    const rootTypes = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
    const open = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .filter((type) => {
        return !type.name.startsWith('__') && !catalog.byType.has(type.name) && !rootTypes.includes(type)
      })
    expectSame(
      open.map(({ name }) => name),
      views,
    )
    for (const type of open) {
      const listed = Object.fromEntries((views[type.name]?.fields ?? '').split(' ').map((name) => [name, true]))
      expectSame(
        Object.keys(type.getFields()).map((name) => `${type.name}.${name}`),
        Object.fromEntries(Object.keys(listed).map((name) => [`${type.name}.${name}`, true])),
      )
    }
  })

  test('letters', () => expectSame(letterNames, letterPaths))
  test('jobs', () =>
    expectSame(
      allJobs.map(({ name }) => name),
      jobPaths,
    ))
  test('refusals', () => expectSame(domainErrorCodes, errors))

  test('notifications', () => expectSame(notificationKinds, notificationPaths))
})

describe('what is mounted', () => {
  let app: TestApp
  let webDir: string

  beforeAll(async () => {
    webDir = await mkdtemp(join(tmpdir(), 'naryad-web-'))
    app = await startTestApp({ isWorker: false })
  })
  afterAll(async () => {
    await app.stop()
    await rm(webDir, { recursive: true, force: true })
  })

  test('is in the list of paths, route by route', async () => {
    const options = { ...serverOptions, databaseUrl: app.database.url, webDir }
    const { server } = await createHttp(app.services, schema, options)
    expectSame(routesOf(server.listeners('request')[0]), routes)
  })
})

/** What express 5 keeps of a `use` or a route. */
interface Layer {
  readonly slash: boolean
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> }
  readonly handle: { readonly stack?: readonly Layer[] }
  match(path: string): boolean
}

const prefixes = [...new Set(Object.keys(routes).map((route) => `/${route.split('/')[1] ?? ''}`))]

/** Names of everything that could answer, in the form of the list; middleware of the whole is counted. */
function routesOf(app: unknown): string[] {
  const { router } = app as { router: { stack: readonly Layer[] } }
  let middleware = 0
  const walk = (stack: readonly Layer[], under: string): string[] =>
    stack.flatMap((layer) => {
      if (layer.route) {
        const methods = Object.keys(layer.route.methods)
        const method = methods.length > 1 || methods[0] === '_all' ? 'ALL' : (methods[0] ?? '').toUpperCase()
        return [`${method} ${under}${layer.route.path}`]
      }
      // express keeps no path of a router but what it matches
      const mounted = layer.slash ? '' : (prefixes.find((prefix) => prefix !== '/' && layer.match(prefix)) ?? '/?')
      if (layer.handle.stack) return walk(layer.handle.stack, `${under}${mounted}`)
      middleware += 1
      return [`USE ${under}${mounted || '/'} (${middleware})`]
    })
  return walk(router.stack, '')
}

describe('the list of paths', () => {
  const held: readonly Held[] = [
    ...[roots, routes, letterPaths, notificationPaths, jobPaths, errors].flatMap((some) => Object.values(some)),
    ...Object.values(views).map((view) => view.held),
  ]

  test('names for each a probe or a reason', () => {
    expect(held.filter((one) => one.length === 0)).toEqual([])
  })

  test('leaves no probe without a path', () => {
    const used = new Set(held.flatMap((one) => (typeof one === 'string' ? [] : one)))
    expect(Object.keys(probes).filter((name) => ![...used].includes(name as ProbeName))).toEqual([])
  })

  test('holds every list and every record by id with probes, not with a reason', () => {
    const read = [...catalog.rootRules].filter(([, rule]) => rule.kind === 'read').map(([name]) => name)
    expect(read.filter((name) => typeof roots[name] === 'string')).toEqual([])
  })
})
