import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type Caller, cast, startTestApp, type TestApp } from '../../../test/app.ts'
import { manualClock } from '../../clock.ts'
import type { Services } from '../../context.ts'
import { canWrite, hasAction, loadViewer } from '../../gate/viewer.ts'

const DAY_MS = 24 * 3_600_000
const clock = manualClock(new Date('2026-11-23T09:00:00Z'))

let app: TestApp
let services: Services
let admin: Caller
const ids: Record<string, string> = {}
const roleId = async (key: string) => (await services.prisma.role.findUniqueOrThrow({ where: { key } })).id

beforeAll(async () => {
  app = await startTestApp({ isWorker: false }, { clock })
  services = app.services
  for (const { id, email } of await services.prisma.employee.findMany()) ids[email] = id
})
afterAll(() => app?.stop())
beforeEach(async () => {
  const { prisma } = services
  await prisma.employeeField.deleteMany()
  await prisma.employeeAction.deleteMany()
  await prisma.employeeEntity.deleteMany()
  await prisma.ipRange.deleteMany()
  await prisma.throttle.deleteMany()
  admin = await app.asEmployee(cast.administrator)
})

const idOf = (email: string) => ids[email] ?? ''
const nobody = '00000000-0000-7000-8000-000000000000'

const cardQuery = `query ($id: ID!) { employeeSettings(id: $id) {
  id isAdmin isSelf isActive hasPassword invitedAt presentAddress canExport affiliation
  employee { name email role { name } }
  secondFactor { isOn isRequired }
  fieldExceptions { entity field access roleAccess setByName expiresAt isExpired }
  actionExceptions { action isAllowed isAllowedByRole setByName expiresAt isExpired }
  scopeExceptions { entity readScope writeScope roleReadScope roleWriteScope isExpired }
  roleActions ipRanges { cidr note } roleIpRanges { cidr } manufacturers { name }
  sessions { id ip isCurrent } openWork { repairsAsManager requests }
} }`
const setExceptions = `mutation ($id: ID!, $input: ExceptionsInput!) {
  setExceptions(employeeId: $id, input: $input) { settings { canExport fieldExceptions { field access } } } }`
const removeExceptions = `mutation ($id: ID!, $input: ExceptionKeysInput!) {
  removeExceptions(employeeId: $id, input: $input) { settings { id fieldExceptions { field } } } }`
const setRanges = `mutation ($id: ID!, $ranges: [IpRangeInput!]!) {
  setIpRanges(employeeId: $id, ranges: $ranges) { settings { ipRanges { cidr note } } } }`
const update = `mutation ($id: ID!, $patch: EmployeePatch!, $expected: EmployeePatch) {
  updateEmployee(id: $id, patch: $patch, expected: $expected) { settings { employee { name position role { name } } } } }`
const create = `mutation ($input: NewEmployeeInput!) {
  createEmployee(input: $input) { settings { id hasPassword invitedAt employee { name } } } }`
const deactivate = `mutation ($id: ID!, $handOver: HandOverInput!) {
  deactivateEmployee(employeeId: $id, handOver: $handOver) { settings { isActive } } }`

interface Card {
  [key: string]: unknown
  canExport: boolean
  sessions: { id: string }[]
}
const card = async (caller: Caller, id: string) =>
  (await caller.ask<{ employeeSettings: Card | null }>(cardQuery, { id })).employeeSettings

/** The first error: its code, and the reason or problems with it. */
const refusal = async (caller: Caller, query: string, variables: Record<string, unknown>) => {
  const { errors } = await caller.graphql(query, variables)
  const { code, details = {} } = errors?.[0]?.extensions ?? { code: 'DONE' }
  return [code, ...Object.values(details)]
}

/** A manager who may manage staff as well, in a session of his own. */
const chief = async (email = 'chief@naryad.demo') => {
  if (!ids[email]) ids[email] = await app.addEmployee({ email, role: 'manager' })
  const employeeId = idOf(email)
  const data = { employeeId, action: 'staff.manage', isAllowed: true, setById: idOf(cast.administrator) }
  await services.prisma.employeeAction.create({ data })
  return app.asEmployee(email)
}

const operations: [string, Record<string, unknown>][] = [
  [cardQuery, { id: nobody }],
  ['query ($id: ID!) { employeeHistory(id: $id) { endCursor } }', { id: nobody }],
  [create, { input: { name: 'x', email: 'x@example.ru', roleId: nobody } }],
  [update, { id: nobody, patch: {} }],
  [setExceptions, { id: nobody, input: {} }],
  [removeExceptions, { id: nobody, input: {} }],
  [setRanges, { id: nobody, ranges: [] }],
  [
    'mutation ($id: ID!) { setManufacturers(employeeId: $id, manufacturerIds: []) { settings { id } } }',
    { id: nobody },
  ],
  ['mutation ($id: ID!) { endEmployeeSession(id: $id) { settings { id } } }', { id: nobody }],
  ['mutation ($id: ID!) { endEmployeeSessions(employeeId: $id) { settings { id } } }', { id: nobody }],
  ['mutation ($id: ID!) { resetSecondFactor(employeeId: $id) { settings { id } } }', { id: nobody }],
  ['mutation ($id: ID!) { sendInvitationAgain(employeeId: $id) { settings { id } } }', { id: nobody }],
  [deactivate, { id: nobody, handOver: {} }],
  ['mutation ($id: ID!) { reactivateEmployee(employeeId: $id) { settings { id } } }', { id: nobody }],
]

test.each(operations.map(([query, variables]) => ({ name: /\) \{\s+(\w+)/.exec(query)?.[1], query, variables })))(
  'whoever may not manage staff is refused by $name, nobody without a session is served',
  async ({ query, variables }) => {
    const manager = await app.asEmployee(cast.manager)
    expect(await manager.refusal(query, variables)).toEqual(['FORBIDDEN'])
    expect(await app.anonymous().refusal(query, variables)).toEqual(['UNAUTHENTICATED'])
  },
)

test('what changes rights asks for the password again; a telephone number does not', async () => {
  const late = await app.asEmployee(cast.administrator)
  await services.prisma.session.updateMany({ data: { sudoUntil: null } })
  const id = idOf(cast.manager)
  const rights: [string, Record<string, unknown>][] = [
    [setExceptions, { id, input: { actions: [{ action: 'records.export', isAllowed: true }] } }],
    [removeExceptions, { id, input: {} }],
    [setRanges, { id, ranges: [] }],
    [update, { id, patch: { email: 'taken-over@example.ru' } }],
    [update, { id, patch: { roleId: await roleId('administrator') } }],
    [create, { input: { name: 'Новый', email: 'new@example.ru', roleId: await roleId('administrator') } }],
    [deactivate, { id, handOver: {} }],
    ['mutation ($id: ID!) { resetSecondFactor(employeeId: $id) { settings { id } } }', { id }],
    ['mutation ($id: ID!) { reactivateEmployee(employeeId: $id) { settings { id } } }', { id }],
  ]
  for (const [query, variables] of rights) expect(await late.refusal(query, variables)).toEqual(['SUDO_REQUIRED'])
  await late.ask(update, { id, patch: { position: 'Старший менеджер' } })
})

test('the card shows the account, what the role says beside each exception, and the present address', async () => {
  const id = idOf(cast.dealer)
  await admin.ask(setExceptions, {
    id,
    input: {
      fields: [{ entity: 'repair', field: 'diagnosis', access: 'READ' }],
      actions: [{ action: 'serviceRequest.create', isAllowed: false }],
      scopes: [{ entity: 'repair', readScope: 'NONE' }],
    },
  })
  expect(await card(admin, id)).toMatchObject({
    affiliation: 'DEALER',
    isAdmin: false,
    isSelf: false,
    hasPassword: true,
    presentAddress: '127.0.0.1',
    employee: { email: cast.dealer, role: { name: 'Дилер' } },
    fieldExceptions: [
      {
        entity: 'repair',
        field: 'diagnosis',
        access: 'READ',
        roleAccess: 'NONE',
        setByName: 'admin',
        isExpired: false,
      },
    ],
    actionExceptions: [{ action: 'serviceRequest.create', isAllowed: false, isAllowedByRole: true }],
    scopeExceptions: [
      {
        entity: 'repair',
        readScope: 'NONE',
        writeScope: null,
        roleReadScope: 'ORGANISATION',
        roleWriteScope: 'ORGANISATION',
      },
    ],
  })
  expect(await card(admin, nobody)).toBeNull()
  expect(await card(admin, 'no id')).toBeNull()
})

test('an exception until tomorrow holds in both directions and is gone tomorrow, in the session it began in', async () => {
  const id = idOf(cast.techExpert)
  const expert = await app.asEmployee(cast.techExpert)
  const sort = 'query ($field: String!) { repairs(first: 1, sort: [{ field: $field }]) { nodes { id } } }'
  const sees = async (field: string) => (await expert.graphql(sort, { field })).errors === undefined
  expect([await sees('laborCost'), await sees('warrantyVerdict')]).toEqual([false, true])
  const fields = [
    { entity: 'repair', field: 'laborCost', access: 'READ' },
    { entity: 'repair', field: 'warrantyVerdict', access: 'NONE' },
  ]
  const expiresAt = new Date(clock.now().getTime() + DAY_MS).toISOString()
  await admin.ask(setExceptions, { id, input: { fields, expiresAt } })
  expect([await sees('laborCost'), await sees('warrantyVerdict')]).toEqual([true, false])
  clock.advance(DAY_MS)
  admin = await app.asEmployee(cast.administrator)
  expect([await sees('laborCost'), await sees('warrantyVerdict')]).toEqual([false, true])
  expect(await card(admin, id)).toMatchObject({ fieldExceptions: [{ isExpired: true }, { isExpired: true }] })
  await admin.ask(removeExceptions, { id, input: { fields: fields.map(({ entity, field }) => ({ entity, field })) } })
  expect(await card(admin, id)).toMatchObject({ fieldExceptions: [] })
})

test('an exception reaches an open socket, and every change of one is in the history', async () => {
  const id = idOf(cast.manager)
  const manager = await app.asEmployee(cast.manager)
  const events = await manager.subscribe<{ viewerChanged: { permissionVersion: string } }>(
    'subscription { viewerChanged { permissionVersion } }',
  )
  await admin.ask(setExceptions, { id, input: { actions: [{ action: 'records.export', isAllowed: true }] } })
  await events.next()
  await events.stop()
  expect((await card(admin, id))?.canExport).toBe(true)
  await admin.ask(removeExceptions, { id, input: { actions: ['records.export', 'repair.close'] } })
  expect((await card(admin, id))?.canExport).toBe(false)
  const history = `query ($id: ID!, $after: String) { employeeHistory(id: $id, first: 1, after: $after) {
    nodes { actorName changes { subject entity key before after } } endCursor } }`
  interface History {
    employeeHistory: { nodes: unknown[]; endCursor: string | null }
  }
  const { employeeHistory: latest } = await admin.ask<History>(history, { id })
  const difference = { subject: 'action', entity: null, key: 'records.export' }
  expect(latest.nodes).toEqual([{ actorName: 'admin', changes: [{ ...difference, before: 'true', after: 'BY_ROLE' }] }])
  const { employeeHistory: former } = await admin.ask<History>(history, { id, after: latest.endCursor })
  expect(former.nodes).toEqual([{ actorName: 'admin', changes: [{ ...difference, before: 'BY_ROLE', after: 'true' }] }])
})

test('exceptions are about what there is, end in the future, and open to a partner no rows behind the wall', async () => {
  const id = idOf(cast.serviceCenter)
  const reason = async (input: object) => (await refusal(admin, setExceptions, { id, input }))[1]
  expect(await reason({ fields: [{ entity: 'repair', field: 'secret', access: 'READ' }] })).toBe('UNKNOWN')
  expect(await reason({ actions: [{ action: 'repair.explode', isAllowed: true }] })).toBe('UNKNOWN')
  expect(await reason({ scopes: [{ entity: 'feedEntry', readScope: 'ALL' }] })).toBe('UNKNOWN')
  expect(await reason({ scopes: [{ entity: 'repair' }] })).toBe('UNKNOWN')
  expect(await reason({ expiresAt: clock.now().toISOString() })).toBe('IN_PAST')
  expect(await reason({ scopes: [{ entity: 'repair', readScope: 'ALL' }] })).toBe('WALLED')
})

test('a holder of the right who is no administrator gives only what he has, never to himself and never to administrators', async () => {
  const caller = await chief()
  const expert = idOf(cast.techExpert)
  const beyond = ['FORBIDDEN', 'BEYOND_OWN_RIGHTS']
  const rule = (field: string, access: string) => ({ fields: [{ entity: 'repair', field, access }] })
  const set = (id: string, input: object) => refusal(caller, setExceptions, { id, input })
  expect(await set(expert, rule('laborCost', 'WRITE'))).toEqual(['DONE'])
  expect(await set(expert, rule('diagnosis', 'WRITE'))).toEqual(beyond)
  expect(await set(expert, { actions: [{ action: 'role.manage', isAllowed: true }] })).toEqual(beyond)
  expect(await set(expert, { scopes: [{ entity: 'outboxMessage', readScope: 'ALL', writeScope: 'ALL' }] })).toEqual([
    'DONE',
  ])
  expect(await set(idOf('chief@naryad.demo'), rule('diagnosis', 'READ'))).toEqual(['FORBIDDEN', 'OWN_RIGHTS'])
  expect(await set(idOf(cast.administrator), rule('diagnosis', 'NONE'))).toEqual(['FORBIDDEN', 'ADMINISTRATOR'])
  // what an administrator has closed he does not open again, neither by taking it back nor by letting it run out
  await admin.ask(setExceptions, { id: expert, input: rule('diagnosis', 'NONE') })
  const keys = { fields: [{ entity: 'repair', field: 'diagnosis' }] }
  expect(await refusal(caller, removeExceptions, { id: expert, input: keys })).toEqual(beyond)
  const soon = new Date(clock.now().getTime() + 60_000).toISOString()
  expect(await set(expert, { ...rule('diagnosis', 'NONE'), expiresAt: soon })).toEqual(beyond)
})

test('roles, addresses and second factors of others are changed only within one’s own rights', async () => {
  const caller = await chief()
  const accountant = idOf(cast.accountant)
  const change = async (id: string, role: string) =>
    refusal(caller, update, { id, patch: { roleId: await roleId(role) } })
  // the chief lacks nothing that an employee of his own role has, but may not write fields of employees
  expect(await change(accountant, 'manager')).toEqual(['FORBIDDEN_FIELD'])
  const fields = ['role', 'email', 'name', 'position', 'phone'].map((key) => services.catalog.field('employee', key).id)
  await services.prisma.employeeField.createMany({
    data: fields.map((fieldId) => ({
      employeeId: idOf('chief@naryad.demo'),
      fieldId,
      access: 'WRITE' as const,
      setById: idOf(cast.administrator),
    })),
  })
  expect(await change(accountant, 'administrator')).toEqual(['FORBIDDEN', 'BEYOND_OWN_RIGHTS'])
  expect(await change(accountant, 'techExpert')).toEqual(['FORBIDDEN', 'BEYOND_OWN_RIGHTS'])
  expect(await change(accountant, 'manager')).toEqual(['DONE'])
  expect(await change(idOf('chief@naryad.demo'), 'accountant')).toEqual(['FORBIDDEN', 'OWN_RIGHTS'])
  const patch = { email: 'mine@example.ru' }
  expect(await refusal(caller, update, { id: idOf(cast.techExpert), patch })).toEqual([
    'FORBIDDEN',
    'BEYOND_OWN_RIGHTS',
  ])
  const reset = 'mutation ($id: ID!) { resetSecondFactor(employeeId: $id) { settings { id } } }'
  expect(await refusal(caller, reset, { id: idOf(cast.techExpert) })).toEqual(['FORBIDDEN', 'BEYOND_OWN_RIGHTS'])
  expect(await refusal(caller, reset, { id: idOf(cast.administrator) })).toEqual(['FORBIDDEN', 'ADMINISTRATOR'])
  await admin.ask(update, { id: accountant, patch: { roleId: await roleId('accountant') } })
})

/** Lets the chief write every field of an account. */
async function letWriteAccounts(employeeId: string) {
  const keys = ['name', 'role', 'email', 'serviceCenter', 'dealer']
  const data = keys.map((key) => ({
    employeeId,
    fieldId: services.catalog.field('employee', key).id,
    access: 'WRITE' as const,
    setById: idOf(cast.administrator),
  }))
  await services.prisma.employeeField.createMany({ data })
}

test.each([['for a minute'], ['for good']])(
  'nobody gets into an account with more rights than his own by taking them away %s first',
  async (time) => {
    const caller = await chief()
    await letWriteAccounts(idOf('chief@naryad.demo'))
    const { catalog, prisma } = services
    const id = idOf(cast.techExpert)
    const chiefs = await loadViewer(services, idOf('chief@naryad.demo'))
    const experts = await loadViewer(services, id)
    if (!chiefs || !experts) throw new Error('not active')
    const closed = {
      fields: [...catalog.entities.values()].flatMap(({ key: entity, fields }) =>
        [...fields.keys()]
          .filter((field) => canWrite(experts, catalog, entity, field) && !canWrite(chiefs, catalog, entity, field))
          .map((field) => ({ entity, field, access: 'NONE' })),
      ),
      actions: [...experts.permissions.actions]
        .filter((action) => !hasAction(chiefs, action))
        .map((action) => ({ action, isAllowed: false })),
      ...(time === 'for a minute' && { expiresAt: new Date(clock.now().getTime() + 60_000).toISOString() }),
    }
    expect(closed.fields).toContainEqual({ entity: 'repair', field: 'diagnosis', access: 'NONE' })
    expect(await refusal(caller, setExceptions, { id, input: closed })).toEqual(['DONE'])
    const beyond = ['FORBIDDEN', 'BEYOND_OWN_RIGHTS']
    expect(await refusal(caller, update, { id, patch: { email: 'mine@example.ru' } })).toEqual(beyond)
    expect(await refusal(caller, update, { id, patch: { roleId: await roleId('manager') } })).toEqual(beyond)
    const reset = 'mutation ($id: ID!) { resetSecondFactor(employeeId: $id) { settings { id } } }'
    expect(await refusal(caller, reset, { id })).toEqual(beyond)
    expect(await prisma.employee.findUnique({ where: { id } })).toMatchObject({ email: cast.techExpert })
  },
)

test('a right that somebody has for a time he hands on to nobody', async () => {
  const caller = await chief()
  const lent = { actions: [{ action: 'records.export', isAllowed: true }] }
  const expiresAt = new Date(clock.now().getTime() + DAY_MS).toISOString()
  await admin.ask(setExceptions, { id: idOf('chief@naryad.demo'), input: { ...lent, expiresAt } })
  const give = (input: object) => refusal(caller, setExceptions, { id: idOf(cast.accountant), input })
  expect(await give(lent)).toEqual(['FORBIDDEN', 'BEYOND_OWN_RIGHTS'])
  await admin.ask(setExceptions, { id: idOf('chief@naryad.demo'), input: lent })
  expect(await give(lent)).toEqual(['DONE'])
})

test('nobody is moved to an organisation whose records whoever moves him does not reach', async () => {
  const caller = await chief()
  await letWriteAccounts(idOf('chief@naryad.demo'))
  const id = idOf(cast.serviceCenter)
  const home = await services.prisma.serviceCenter.findFirstOrThrow()
  const data = { name: 'Уфа-Сервис', city: 'Уфа', region: 'Башкортостан' }
  const another = await services.prisma.serviceCenter.create({ data })
  const move = (serviceCenterId: string) => refusal(caller, update, { id, patch: { serviceCenterId } })
  expect(await move(another.id)).toEqual(['DONE'])
  expect(await move(home.id)).toEqual(['DONE'])
  const narrow = { scopes: [{ entity: 'repair', readScope: 'OWN', writeScope: 'OWN' }] }
  await admin.ask(setExceptions, { id: idOf('chief@naryad.demo'), input: narrow })
  expect(await move(another.id)).toEqual(['FORBIDDEN', 'BEYOND_OWN_RIGHTS'])
})

test('a partner who may manage staff reaches his own organisation and gives no other’s roles', async () => {
  const email = 'owner@kazan-service.demo'
  const { id: serviceCenterId } = await services.prisma.serviceCenter.findFirstOrThrow()
  ids[email] = await app.addEmployee({ email, role: 'serviceCenter', serviceCenterId })
  const rule = { action: 'staff.manage', isAllowed: true }
  await admin.ask(setExceptions, { id: idOf(email), input: { actions: [rule] } })
  const owner = await app.asEmployee(email)
  expect(await card(owner, idOf(cast.serviceCenter))).toMatchObject({ affiliation: 'SERVICE_CENTER' })
  // he knows the office by name, and its accounts not at all
  for (const other of [cast.manager, cast.administrator, cast.dealer]) {
    expect(await card(owner, idOf(other))).toBeNull()
    expect(await refusal(owner, setRanges, { id: idOf(other), ranges: [] })).toEqual(['NOT_FOUND'])
  }
})

test('ranges are stored in their normal form, and nobody shuts himself out', async () => {
  const id = idOf(cast.manager)
  const ranges = [{ cidr: '10.1.2.3/8', note: 'Офис' }, { cidr: '::ffff:192.168.0.7' }, { cidr: '2001:DB8::1/32' }]
  const { setIpRanges } = await admin.ask<{ setIpRanges: unknown }>(setRanges, { id, ranges })
  expect(setIpRanges).toEqual({
    settings: {
      ipRanges: [
        { cidr: '10.0.0.0/8', note: 'Офис' },
        { cidr: '192.168.0.7/32', note: null },
        { cidr: '2001:db8::/32', note: null },
      ],
    },
  })
  const own = idOf(cast.administrator)
  const save = (cidrs: string[]) => refusal(admin, setRanges, { id: own, ranges: cidrs.map((cidr) => ({ cidr })) })
  expect(await save(['office'])).toEqual(['VALIDATION', 'INVALID_CIDR', 'office'])
  expect(await save(['10.0.0.0/8'])).toEqual(['VALIDATION', 'LOCKS_OUT_SELF', '127.0.0.1'])
  expect(await save(['127.0.0.0/8'])).toEqual(['DONE'])
  // without his own the role's would decide, and they leave him out
  await services.prisma.ipRange.create({ data: { roleId: await roleId('administrator'), cidr: '10.0.0.0/8' } })
  expect(await save([])).toEqual(['VALIDATION', 'LOCKS_OUT_SELF', '127.0.0.1'])
})

test('a range shuts out at once whoever works from elsewhere, his open socket too', async () => {
  const dealer = await app.asEmployee(cast.dealer)
  const events = await dealer.subscribe('subscription { viewerChanged { permissionVersion } }')
  await admin.ask(setRanges, { id: idOf(cast.dealer), ranges: [{ cidr: '10.0.0.0/8' }] })
  expect(await events.closed).toBeGreaterThan(4_000)
  expect(await dealer.ask('{ viewer { id } }')).toEqual({ viewer: null })
})

test('a new employee is invited by mail; an address that is taken tells nothing but that', async () => {
  const role = await roleId('manager')
  const input = { name: ' Мария Орлова ', email: 'Maria@Example.ru', roleId: role, phone: '8 917 000-00-01' }
  interface Created {
    createEmployee: { settings: { id: string } }
  }
  const { createEmployee } = await admin.ask<Created>(create, { input })
  expect(createEmployee).toMatchObject({
    settings: { hasPassword: false, invitedAt: expect.any(String), employee: { name: 'Мария Орлова' } },
  })
  const letter = await services.prisma.outboxMessage.findFirstOrThrow({ where: { template: 'INVITATION' } })
  expect(letter).toMatchObject({ recipient: 'maria@example.ru' })
  expect(letter.text).toContain('/invite/')
  expect(await refusal(admin, create, { input })).toEqual(['CONFLICT'])
  const again = 'mutation ($id: ID!) { sendInvitationAgain(employeeId: $id) { settings { id } } }'
  await admin.ask(again, { id: createEmployee.settings.id })
  const links = await services.prisma.publicLink.findMany({ where: { kind: 'INVITATION' }, orderBy: { id: 'asc' } })
  expect(links.map(({ usedAt }) => usedAt === null)).toEqual([false, true])
  expect((await refusal(admin, again, { id: idOf(cast.manager) }))[0]).toBe('VALIDATION')
})

test('a partner’s role needs its organisation, an office role has none, and leaving a partner’s role leaves it', async () => {
  const { id: serviceCenterId } = await services.prisma.serviceCenter.findFirstOrThrow()
  const { id: dealerId } = await services.prisma.dealer.findFirstOrThrow()
  const input = { name: 'Инженер', email: 'engineer@example.ru', roleId: await roleId('serviceCenter') }
  const problem = (key: string, code: string) => ['VALIDATION', [{ key, problem: code }]]
  expect(await refusal(admin, create, { input })).toEqual(problem('serviceCenter', 'REQUIRED'))
  expect(await refusal(admin, create, { input: { ...input, serviceCenterId, dealerId } })).toEqual(
    problem('dealer', 'INVALID'),
  )
  const { createEmployee } = await admin.ask<{ createEmployee: { settings: { id: string } } }>(create, {
    input: { ...input, serviceCenterId },
  })
  const { id } = createEmployee.settings
  const dealer = await roleId('dealer')
  expect(await refusal(admin, update, { id, patch: { roleId: dealer } })).toEqual(problem('dealer', 'REQUIRED'))
  await admin.ask(update, { id, patch: { roleId: dealer, dealerId } })
  expect(await services.prisma.employee.findUnique({ where: { id } })).toMatchObject({
    serviceCenterId: null,
    dealerId,
  })
  await admin.ask(update, { id, patch: { roleId: await roleId('manager') } })
  expect(await services.prisma.employee.findUnique({ where: { id } })).toMatchObject({
    serviceCenterId: null,
    dealerId: null,
  })
})

test('another role holds at once in a session that is open, and its socket hears of it', async () => {
  const email = 'moved@naryad.demo'
  const id = await app.addEmployee({ email, role: 'accountant' })
  const caller = await app.asEmployee(email)
  const events = await caller.subscribe('subscription { viewerChanged { permissionVersion } }')
  const costs = '{ repairs(first: 1, sort: [{ field: "laborCost" }]) { nodes { id } } }'
  await caller.ask(costs)
  await admin.ask(update, { id, patch: { roleId: await roleId('techExpert') } })
  await events.next()
  expect(await caller.refusal(costs)).toEqual(['FORBIDDEN_FIELD'])
  await events.stop()
})

test('an account that somebody else changed meanwhile is not written over', async () => {
  const id = idOf(cast.accountant)
  await admin.ask(update, { id, patch: { position: 'Главный бухгалтер' }, expected: { position: null } })
  const stale = { id, patch: { position: 'Бухгалтер' }, expected: { position: null } }
  expect(await admin.refusal(update, stale)).toEqual(['CHANGED_MEANWHILE'])
})

test('a new address makes links to the old one void', async () => {
  const id = await app.addEmployee({ email: 'old@example.ru', role: 'manager' })
  const link = { kind: 'PASSWORD_RESET' as const, employeeId: id, createdAt: new Date() }
  const { id: linkId } = await services.prisma.publicLink.create({ data: link })
  await admin.ask(update, { id, patch: { email: 'another@example.ru' } })
  expect(await services.prisma.publicLink.findUnique({ where: { id: linkId } })).toMatchObject({
    usedAt: expect.any(Date),
  })
})

test('the last administrator stays: neither another role nor the end of the account takes him away', async () => {
  const own = idOf(cast.administrator)
  expect(await refusal(admin, deactivate, { id: own, handOver: {} })).toEqual(['VALIDATION', 'SELF'])
  const patch = { roleId: await roleId('manager') }
  expect(await refusal(admin, update, { id: own, patch })).toEqual(['VALIDATION', 'LAST_ADMINISTRATOR'])
  const second = await app.addEmployee({ email: 'second@naryad.demo', role: 'administrator' })
  const other = await app.asEmployee('second@naryad.demo')
  const both = await Promise.all([
    refusal(admin, deactivate, { id: second, handOver: {} }),
    refusal(other, deactivate, { id: own, handOver: {} }),
  ])
  const left = await services.prisma.employee.findMany({ where: { isActive: true, role: { isAdmin: true } } })
  expect([both.filter(([code]) => code === 'DONE').length, left.length]).toEqual([1, 1])
  await services.prisma.employee.update({ where: { id: own }, data: { isActive: true, deactivatedAt: null } })
  await services.prisma.employee.update({ where: { id: second }, data: { isActive: false } })
})

test('sessions are ended one by one or all at once, and a lost second factor is taken away with them', async () => {
  const id = idOf(cast.techExpert)
  await services.prisma.session.updateMany({ where: { employeeId: id }, data: { endedAt: new Date() } })
  const [one, two] = [await app.asEmployee(cast.techExpert), await app.asEmployee(cast.techExpert)]
  const sessions = (await card(admin, id))?.sessions ?? []
  expect(sessions).toHaveLength(2)
  const end = 'mutation ($id: ID!) { endEmployeeSession(id: $id) { settings { sessions { id } } } }'
  await admin.ask(end, { id: sessions[0]?.id })
  expect(await admin.refusal(end, { id: sessions[0]?.id })).toEqual(['NOT_FOUND'])
  const signedIn = async (caller: Caller) =>
    (await caller.ask<{ viewer: unknown }>('{ viewer { id } }')).viewer !== null
  expect([await signedIn(one), await signedIn(two)].filter(Boolean)).toHaveLength(1)
  await services.prisma.employee.update({
    where: { id },
    data: { totpSecret: new Uint8Array(20), totpConfirmedAt: new Date(), totpLastStep: 1 },
  })
  await services.prisma.recoveryCode.create({ data: { employeeId: id, codeHash: new Uint8Array(32) } })
  await admin.ask('mutation ($id: ID!) { resetSecondFactor(employeeId: $id) { settings { id } } }', { id })
  expect(await card(admin, id)).toMatchObject({ secondFactor: { isOn: false }, sessions: [] })
  expect(await services.prisma.recoveryCode.count({ where: { employeeId: id } })).toBe(0)
  const letter = { template: 'SECOND_FACTOR_REMOVED', recipient: cast.techExpert }
  expect(await services.prisma.outboxMessage.count({ where: letter })).toBe(1)
  expect([await signedIn(one), await signedIn(two)]).toEqual([false, false])
})

test('what a card holds is nowhere else: the list of employees and their relations tell nothing of settings', async () => {
  const fields = [...services.catalog.entity('employee').fields.keys()]
  expect(fields.sort()).toEqual(
    ['createdAt', 'dealer', 'email', 'isActive', 'name', 'phone', 'position', 'role', 'serviceCenter'].sort(),
  )
  const manager = await app.asEmployee(cast.manager)
  for (const field of ['ipRanges', 'sessions', 'fieldExceptions', 'invitedAt', 'secondFactor']) {
    const { errors } = await manager.graphql(`{ employees { nodes { id ${field} { __typename } } } }`)
    expect(errors).toBeDefined()
  }
})

test('a field of the account that its manager may not read is not on the card either', async () => {
  const caller = await chief('blind@naryad.demo')
  const employeeId = idOf('blind@naryad.demo')
  const fieldId = services.catalog.field('employee', 'email').id
  const data = { employeeId, fieldId, access: 'NONE' as const, setById: idOf(cast.administrator) }
  await services.prisma.employeeField.create({ data })
  await vi.waitFor(async () => {
    expect(await card(caller, idOf(cast.accountant))).toMatchObject({ employee: { email: null } })
  })
})

test('the account of somebody with more rights is told to its manager in nothing, and its sessions are not his to end', async () => {
  const caller = await chief('curious@naryad.demo')
  const strong = await app.addEmployee({ email: 'strong@naryad.demo', role: 'manager' })
  const setById = idOf(cast.administrator)
  await services.prisma.employeeAction.create({
    data: { employeeId: strong, action: 'role.manage', isAllowed: true, setById },
  })
  await services.prisma.ipRange.create({ data: { employeeId: strong, cidr: '127.0.0.0/8' } })
  const equal = await app.addEmployee({ email: 'equal@naryad.demo', role: 'manager' })
  const history = 'query ($id: ID!) { employeeHistory(id: $id) { nodes { at changes { before after } } } }'
  const endAll = 'mutation ($id: ID!) { endEmployeeSessions(employeeId: $id) { settings { id } } }'
  const end = 'mutation ($id: ID!) { endEmployeeSession(id: $id) { settings { id } } }'
  await app.asEmployee('equal@naryad.demo')
  await app.asEmployee('strong@naryad.demo')
  await admin.ask(
    `mutation ($id: ID!) { setIpRanges(employeeId: $id, ranges: [{ cidr: "127.0.0.0/8" }]) { settings { id } } }`,
    {
      id: strong,
    },
  )
  expect(await card(caller, equal)).toMatchObject({
    hasPassword: true,
    secondFactor: {},
    sessions: [{ ip: '127.0.0.1' }],
  })
  for (const [id, reason] of [
    [strong, 'BEYOND_OWN_RIGHTS'],
    [idOf(cast.administrator), 'ADMINISTRATOR'],
  ] as const) {
    expect(await card(caller, id)).toMatchObject({
      ...{ hasPassword: null, invitedAt: null, secondFactor: null, canExport: null },
      ...{ fieldExceptions: [], actionExceptions: [], scopeExceptions: [], roleActions: [] },
      ...{ ipRanges: [], roleIpRanges: [], sessions: [] },
    })
    expect(await caller.ask(history, { id })).toEqual({ employeeHistory: { nodes: [] } })
    expect(await refusal(caller, endAll, { id })).toEqual(['FORBIDDEN', reason])
    const session = await services.prisma.session.findFirstOrThrow({ where: { employeeId: id, endedAt: null } })
    expect(await refusal(caller, end, { id: session.id })).toEqual(['FORBIDDEN', reason])
    expect((await card(admin, id))?.sessions.length).toBeGreaterThan(0)
  }
  expect(await card(caller, idOf('curious@naryad.demo')), 'one’s own is').toMatchObject({ hasPassword: true })
})
