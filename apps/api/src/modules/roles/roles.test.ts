import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Caller, cast, startTestApp, type TestApp } from '../../../test/app.ts'
import { addRepair, addScene } from '../../../test/scene.ts'
import { manualClock } from '../../clock.ts'

const MINUTE_MS = 60_000
const clock = manualClock(new Date('2026-11-23T09:00:00Z'))
const nobody = '00000000-0000-7000-8000-000000000000'

let app: TestApp
let administrator: Caller
let repairId: string

beforeAll(async () => {
  app = await startTestApp({ isWorker: false }, { clock })
  repairId = (await addRepair(app.services, await addScene(app.services))).id
})
afterAll(() => app?.stop())
beforeEach(async () => {
  await app.services.prisma.throttle.deleteMany()
  administrator = await app.asEmployee(cast.administrator)
})

const catalogQuery = `{ accessCatalog {
  entities { key hasScope isWalled fields { key group type target isCustom isWritable requiredBy computedFrom emptiedBy alsoIn createdAt } }
  actions { key actions } notifications { kind hasLetter }
} }`
const summariesQuery = `{ roleSummaries {
  id name affiliation isAdmin employeeCount undecidedCount problemCount requiresSecondFactor changedAt
} undecidedFieldCount }`
const settingsQuery = `query ($id: ID!) { roleSettings(id: $id) {
  id name affiliation isAdmin requiresSecondFactor sessionIdleMinutes sessionMaxHours employeeCount
  fields { entity field access } scopes { entity readScope writeScope } actions
  notifications { kind isInApp isByMail } ipRanges { cidr note } problems { code action entity fields } version
} }`
const historyQuery = `query ($id: ID!, $first: Int, $after: String) { roleHistory(id: $id, first: $first, after: $after) {
  nodes { at actorName changes { subject entity key before after } } endCursor
} }`
const update = `mutation ($id: ID!, $version: String!, $patch: RolePatch!) {
  updateRole(id: $id, version: $version, patch: $patch) { role { name version problems { code action fields } } }
}`
const create = 'mutation ($input: NewRoleInput!) { createRole(input: $input) { role { id name isAdmin } } }'
const remove = 'mutation ($id: ID!) { deleteRole(id: $id) { isDone } }'

interface Settings {
  id: string
  name: string
  isAdmin: boolean
  fields: { entity: string; field: string; access: string | null }[]
  scopes: { entity: string; readScope: string; writeScope: string }[]
  actions: string[]
  notifications: { kind: string; isInApp: boolean; isByMail: boolean }[]
  ipRanges: { cidr: string; note: string | null }[]
  version: string
}

const roleId = async (key: string) => (await app.services.prisma.role.findUniqueOrThrow({ where: { key } })).id
const settingsOf = async (id: string) =>
  (await administrator.ask<{ roleSettings: Settings }>(settingsQuery, { id })).roleSettings
const save = async (id: string, patch: object, caller = administrator) =>
  caller.ask(update, { id, version: (await settingsOf(id)).version, patch })
const refused = async (id: string, patch: object, caller = administrator) => {
  const { errors } = await caller.graphql(update, { id, version: (await settingsOf(id)).version, patch })
  return errors?.[0]?.extensions
}
const accessOf = ({ fields }: Settings, entity: string, field: string) =>
  fields.find((rule) => rule.entity === entity && rule.field === field)?.access
const permissionVersion = async () => {
  const { rows } = await app.services.pool.query<{ version: string }>('select version::text from permission_version')
  return BigInt(rows[0]?.version ?? 0)
}

async function copyOf(key: string, name: string): Promise<string> {
  const { affiliation } = await app.services.prisma.role.findUniqueOrThrow({ where: { key } })
  const input = { name, affiliation, copyOf: await roleId(key) }
  const { createRole } = await administrator.ask<{ createRole: { role: { id: string } } }>(create, { input })
  return createRole.role.id
}

/** Somebody who manages roles without being an administrator. */
async function managerOfRoles(): Promise<Caller> {
  const { prisma } = app.services
  const email = 'roles@naryad.demo'
  const known = await prisma.employee.findUnique({ where: { email } })
  const employeeId = known?.id ?? (await app.addEmployee({ email, role: 'manager' }))
  const action = { employeeId, action: 'role.manage', isAllowed: true, setById: employeeId }
  const where = { employeeId_action: { employeeId, action: 'role.manage' } }
  await prisma.employeeAction.upsert({ where, create: action, update: {} })
  return app.asEmployee(email)
}

describe('the catalog of rules', () => {
  it('has every field, action and kind, and says what each is good for', async () => {
    const { accessCatalog } = await administrator.ask<{
      accessCatalog: {
        entities: { key: string; hasScope: boolean; isWalled: boolean; fields: Record<string, unknown>[] }[]
        actions: { key: string; actions: string[] }[]
        notifications: { kind: string; hasLetter: boolean }[]
      }
    }>(catalogQuery)
    const { catalog } = app.services
    expect(accessCatalog.entities.map(({ key }) => key)).toEqual([...catalog.entities.keys()])
    const entity = (key: string) => accessCatalog.entities.find((one) => one.key === key)
    const field = (of: string, key: string) => entity(of)?.fields.find((one) => one.key === key)
    expect(entity('repair')?.fields.map(({ key }) => key)).toEqual([...catalog.entity('repair').fields.keys()])
    expect(entity('repair')).toMatchObject({ hasScope: true, isWalled: true })
    expect(entity('manufacturer')).toMatchObject({ hasScope: true, isWalled: false })
    expect(entity('document')).toMatchObject({ hasScope: false, isWalled: false })
    expect(field('repair', 'totalCost')).toMatchObject({
      type: 'MONEY',
      isWritable: false,
      computedFrom: ['repair.laborCost', 'repair.travelCost', 'repair.partsCost'],
    })
    // a list and the relation that makes it are closed together
    expect(field('client', 'repairs')).toMatchObject({ target: 'repair', computedFrom: ['repair.client'] })
    expect(field('repair', 'client')).toMatchObject({ target: 'client', computedFrom: ['client.repairs'] })
    expect(field('serviceCenter', 'rating')).toMatchObject({ computedFrom: ['repair.ratingMark'] })
    expect(field('serviceRequest', 'complaint')).toMatchObject({ alsoIn: ['repair.complaint'] })
    expect(field('repair', 'complaint')).toMatchObject({ alsoIn: ['serviceRequest.complaint'] })
    expect(field('obligation', 'dealer')).toMatchObject({ emptiedBy: ['serviceRequest.dealer'], computedFrom: [] })
    expect(field('repair', 'closingComment')).toMatchObject({ alsoIn: [] })
    expect(field('feedEntry', 'text')).toMatchObject({
      emptiedBy: expect.arrayContaining(['repair.closingComment', 'serviceRequest.rejectReason']),
    })
    expect(field('repair', 'createdAt')).toMatchObject({ alsoIn: ['id'] })
    expect(field('repair', 'visitAt')).toMatchObject({
      isWritable: true,
      requiredBy: ['repair.scheduleVisit', 'repair.rescheduleVisit'],
    })
    expect(field('serviceRequest', 'complaint')).toMatchObject({ requiredBy: ['serviceRequest.create'] })
    expect(field('serviceRequest', 'returnedFields')).toMatchObject({
      requiredBy: ['serviceRequest.returnForCompletion'],
    })
    const groups = Object.fromEntries(accessCatalog.actions.map(({ key, actions }) => [key, actions]))
    expect(groups.access).toEqual(['role.manage', 'staff.manage', 'access.viewAs', 'access.explain'])
    expect(groups.repair).toContain('repair.close')
    expect(accessCatalog.notifications.find(({ kind }) => kind === 'MENTION')?.hasLetter).toBe(true)
    expect(accessCatalog.notifications.find(({ kind }) => kind === 'REPAIR_RATED')?.hasLetter).toBe(false)
  })
})

describe('a change of a role', () => {
  it('changes the given rules and no others, raises the version of rights once for each kind, and is in the log', async () => {
    const id = await copyOf('manager', 'Старший менеджер')
    const before = await settingsOf(id)
    const version = await permissionVersion()
    await save(id, { fields: [{ entity: 'repair', field: 'internalNote', access: 'NONE' }] })
    expect(await permissionVersion()).toBe(version + 1n)
    const after = await settingsOf(id)
    expect(accessOf(after, 'repair', 'internalNote')).toBe('NONE')
    const others = (settings: Settings) => settings.fields.filter(({ field }) => field !== 'internalNote')
    expect({ ...after, fields: others(after), version: '' }).toEqual({ ...before, fields: others(before), version: '' })

    await save(id, {
      name: '  Главный   менеджер ',
      requiresSecondFactor: true,
      sessionIdleMinutes: 30,
      sessionMaxHours: 12,
      fields: [{ entity: 'repair', field: 'diagnosis', access: 'WRITE' }],
      scopes: [{ entity: 'repair', readScope: 'ALL', writeScope: 'OWN' }],
      actions: [
        { action: 'repair.close', isAllowed: false },
        { action: 'repair.confirmDiagnosis', isAllowed: true },
      ],
      notifications: [{ kind: 'MENTION', isInApp: true, isByMail: false }],
      ipRanges: [{ cidr: '10.1.2.3/8', note: 'Офис' }, { cidr: '2001:DB8:0::1' }],
    })
    const saved = await settingsOf(id)
    expect(saved).toMatchObject({
      name: 'Главный менеджер',
      requiresSecondFactor: true,
      sessionIdleMinutes: 30,
      sessionMaxHours: 12,
      ipRanges: [
        { cidr: '10.0.0.0/8', note: 'Офис' },
        { cidr: '2001:db8::1/128', note: null },
      ],
    })
    expect(accessOf(saved, 'repair', 'diagnosis')).toBe('WRITE')
    expect(saved.actions).toContain('repair.confirmDiagnosis')
    expect(saved.actions).not.toContain('repair.close')
    expect(saved.scopes).toContainEqual({ entity: 'repair', readScope: 'ALL', writeScope: 'OWN' })
    expect(saved.notifications).toContainEqual({ kind: 'MENTION', isInApp: true, isByMail: false })

    const { roleHistory } = await administrator.ask<{
      roleHistory: { nodes: { actorName: string; changes: object[] }[]; endCursor: string | null }
    }>(historyQuery, { id })
    expect(roleHistory.nodes.map(({ actorName }) => actorName)).toEqual(['admin', 'admin', 'admin'])
    const rule = { entity: null, key: null, before: null, after: null }
    const differences = [
      { ...rule, subject: 'name', before: 'Старший менеджер', after: 'Главный менеджер' },
      { ...rule, subject: 'requiresSecondFactor', before: 'false', after: 'true' },
      { ...rule, subject: 'sessionIdleMinutes', after: '30' },
      { ...rule, subject: 'field', entity: 'repair', key: 'diagnosis', before: 'READ', after: 'WRITE' },
      { ...rule, subject: 'scope', entity: 'repair', key: 'write', before: 'ALL', after: 'OWN' },
      { ...rule, subject: 'action', key: 'repair.close', before: 'true', after: 'false' },
      { ...rule, subject: 'notification', key: 'MENTION', before: 'IN_APP+BY_MAIL', after: 'IN_APP' },
      { ...rule, subject: 'ipRange', key: '10.0.0.0/8', after: '10.0.0.0/8 Офис' },
    ]
    for (const difference of differences) expect(roleHistory.nodes[0]?.changes).toContainEqual(difference)
    expect(roleHistory.nodes[1]?.changes).toEqual([
      { ...rule, subject: 'field', entity: 'repair', key: 'internalNote', before: 'WRITE', after: 'NONE' },
    ])
    const entry = await app.services.prisma.auditEntry.findFirstOrThrow({
      where: { subjectId: id, kind: 'roleChanged' },
      orderBy: { id: 'desc' },
    })
    expect(entry).toMatchObject({
      subjectType: 'role',
      subject: 'Главный менеджер',
      ip: expect.stringContaining('127'),
    })
  })

  it('that changes nothing writes nothing', async () => {
    const id = await roleId('manager')
    const { actions, fields } = await settingsOf(id)
    const version = await permissionVersion()
    await save(id, {
      fields: fields.map((rule) => ({ ...rule, access: rule.access ?? 'NONE' })).slice(0, 20),
      actions: [{ action: actions[0], isAllowed: true }],
    })
    expect(await permissionVersion()).toBe(version)
    expect(await app.services.prisma.auditEntry.count({ where: { subjectId: id } })).toBe(0)
  })

  it('is refused when somebody saved in between, and of two at once one is', async () => {
    const id = await copyOf('accountant', 'Бухгалтер по выплатам')
    const { version } = await settingsOf(id)
    const one = (isInApp: boolean) => ({
      id,
      version,
      patch: { notifications: [{ kind: 'REPAIR_CLOSED', isInApp, isByMail: false }], sessionMaxHours: isInApp ? 1 : 2 },
    })
    const answers = await Promise.all([
      administrator.graphql(update, one(true)),
      administrator.graphql(update, one(false)),
    ])
    expect(answers.map(({ errors }) => errors?.[0]?.extensions.code ?? null).sort()).toEqual(['CONFLICT', null])
    expect(await administrator.refusal(update, one(true))).toEqual(['CONFLICT'])
  })

  it('is refused with everything that is wrong with it, and nothing of it is written', async () => {
    const id = await roleId('serviceCenter')
    const before = await settingsOf(id)
    const answer = await refused(id, {
      name: ' ',
      sessionIdleMinutes: 0,
      fields: [
        { entity: 'repair', field: 'secret', access: 'READ' },
        { entity: 'repair', field: 'totalCost', access: 'WRITE' },
        { entity: 'repair', field: 'diagnosis', access: 'NONE' },
      ],
      scopes: [
        { entity: 'repair', readScope: 'ALL', writeScope: 'ORGANISATION' },
        { entity: 'document', readScope: 'ALL', writeScope: 'NONE' },
        { entity: 'manufacturer', readScope: 'ALL', writeScope: 'NONE' },
      ],
      actions: [{ action: 'repair.explode', isAllowed: true }],
      notifications: [{ kind: 'REPAIR_RATED', isInApp: true, isByMail: true }],
      ipRanges: [{ cidr: '10.0.0.0/33' }],
    })
    expect(answer).toEqual({
      code: 'VALIDATION',
      details: {
        problems: [
          { key: 'name', problem: 'REQUIRED' },
          { key: 'sessionIdleMinutes', problem: 'INVALID' },
          { key: 'repair.secret', problem: 'UNKNOWN' },
          { key: 'repair.totalCost', problem: 'NOT_WRITABLE' },
          { key: 'repair', problem: 'WALLED' },
          { key: 'document', problem: 'UNKNOWN' },
          { key: 'repair.explode', problem: 'UNKNOWN' },
          { key: 'REPAIR_RATED', problem: 'UNKNOWN' },
          { key: '10.0.0.0/33', problem: 'INVALID_CIDR' },
        ],
      },
    })
    expect(await settingsOf(id)).toEqual(before)
    expect(await refused(id, { name: 'менеджер' })).toMatchObject({ details: { problems: [{ problem: 'TAKEN' }] } })
    // signs of a name are no pattern
    for (const name of ['менедже_', '%', '\\']) {
      await save(id, { name })
      expect((await settingsOf(id)).name).toBe(name)
    }
    await save(id, { name: before.name })
  })

  it('does not lock out whoever saves it, unless ranges of his own decide', async () => {
    const id = await roleId('administrator')
    const { id: employeeId } = await app.services.prisma.employee.findUniqueOrThrow({
      where: { email: cast.administrator },
    })
    const elsewhere = { ipRanges: [{ cidr: '192.0.2.0/24' }] }
    expect(await refused(id, elsewhere)).toEqual({
      code: 'VALIDATION',
      details: { problems: [{ key: 'ipRanges', problem: 'LOCKS_OUT_SELF' }] },
    })
    await save(id, { ipRanges: [{ cidr: '127.0.0.1' }, { cidr: '::1' }] })
    await save(id, { ipRanges: [] })
    await app.services.prisma.ipRange.create({ data: { employeeId, cidr: '127.0.0.0/8' } })
    await save(id, elsewhere)
    await save(id, { ipRanges: [] })
    await app.services.prisma.ipRange.deleteMany({ where: { employeeId } })
  })

  it('leaves an administrator everything', async () => {
    const id = await roleId('administrator')
    const settings = await settingsOf(id)
    expect(settings.fields.every(({ access }) => access === 'WRITE')).toBe(true)
    expect(settings.scopes.every(({ writeScope }) => writeScope === 'ALL')).toBe(true)
    expect(settings.actions).toContain('role.manage')
    const patch = {
      fields: [{ entity: 'repair', field: 'diagnosis', access: 'NONE' }],
      actions: [{ action: 'role.manage', isAllowed: false }],
    }
    expect(await refused(id, patch)).toMatchObject({
      details: {
        problems: [
          { key: 'fields', problem: 'ADMINISTRATOR' },
          { key: 'actions', problem: 'ADMINISTRATOR' },
        ],
      },
    })
    await save(id, { sessionMaxHours: 24 })
    expect(await settingsOf(id)).toMatchObject({ sessionMaxHours: 24 })
    await save(id, { sessionMaxHours: null })
    expect(await settingsOf(id)).toMatchObject({ sessionMaxHours: null })
  })

  it('is there at once in an open session and an open socket, in both directions', async () => {
    const manager = await app.asEmployee(cast.manager)
    const id = await roleId('manager')
    const card = () =>
      manager.ask<{ repair: { complaint: string | null } }>('query ($id: ID!) { repair(id: $id) { complaint } }', {
        id: repairId,
      })
    const rights = await manager.subscribe<{ viewerChanged: { permissionVersion: string } }>(
      'subscription { viewerChanged { permissionVersion } }',
    )
    const changes = await manager.subscribe(
      'subscription ($id: ID) { repairChanged(id: $id) { changed repair { complaint address } } }',
      { id: repairId },
    )
    const filtered = '{ repairs(filter: {field: "complaint", operator: CONTAINS, values: ["греет"]}) { nodes { id } } }'
    expect((await card()).repair.complaint).toBe('Не греет')
    expect((await manager.ask<{ repairs: { nodes: object[] } }>(filtered)).repairs.nodes).toHaveLength(1)

    await save(id, { fields: [{ entity: 'repair', field: 'complaint', access: 'NONE' }] })
    expect((await card()).repair.complaint).toBeNull()
    expect(await manager.refusal(filtered)).toEqual(['FORBIDDEN_FIELD'])
    await rights.next()
    const edit = 'mutation ($id: ID!, $patch: RepairPatch!) { updateRepair(id: $id, patch: $patch) { repair { id } } }'
    await administrator.ask(edit, { id: repairId, patch: { complaint: 'Не крутит', address: 'ул. Баумана, 2' } })
    expect(await changes.next()).toMatchObject({
      repairChanged: { changed: ['address'], repair: { complaint: null, address: 'ул. Баумана, 2' } },
    })

    await save(id, { fields: [{ entity: 'repair', field: 'complaint', access: 'WRITE' }] })
    expect((await card()).repair.complaint).toBe('Не крутит')
    await rights.next()
    await administrator.ask(edit, { id: repairId, patch: { complaint: 'Не греет' } })
    expect(await changes.next()).toMatchObject({ repairChanged: { repair: { complaint: 'Не греет' } } })
    await rights.stop()
    await changes.stop()
  })
})

describe('a new role', () => {
  it('is closed, all of it decided', async () => {
    const input = { name: 'Стажёр', affiliation: 'OFFICE' }
    const { createRole } = await administrator.ask<{ createRole: { role: { id: string } } }>(create, { input })
    const settings = await settingsOf(createRole.role.id)
    expect(settings.fields.every(({ access }) => access === 'NONE')).toBe(true)
    expect(settings.scopes.every(({ readScope, writeScope }) => readScope === 'NONE' && writeScope === 'NONE')).toBe(
      true,
    )
    expect(settings.actions).toEqual([])
    expect(await administrator.refusal(create, { input })).toEqual(['VALIDATION'])
    const same = { name: 'Двойник', affiliation: 'OFFICE' }
    const answers = await Promise.all([1, 2, 3].map(() => administrator.graphql(create, { input: same })))
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1)
  })

  it('takes over every rule of another, and none of its employees', async () => {
    const source = await copyOf('dealer', 'Дилер с ограничениями')
    await save(source, {
      requiresSecondFactor: true,
      sessionMaxHours: 8,
      notifications: [{ kind: 'REQUEST_ACCEPTED', isInApp: false, isByMail: false }],
      ipRanges: [{ cidr: '203.0.113.0/24', note: 'Склад' }],
    })
    const input = { name: 'Копия', affiliation: 'DEALER', copyOf: source }
    const { createRole } = await administrator.ask<{ createRole: { role: { id: string } } }>(create, { input })
    const identity = { id: '', name: '', version: '', employeeCount: 0 }
    expect({ ...(await settingsOf(createRole.role.id)), ...identity }).toEqual({
      ...(await settingsOf(source)),
      ...identity,
    })
    const dealers = await settingsOf(await roleId('dealer'))
    expect(dealers).toMatchObject({ employeeCount: 1 })
    const { roleHistory } = await administrator.ask<{ roleHistory: { nodes: { changes: object[] }[] } }>(historyQuery, {
      id: createRole.role.id,
    })
    expect(roleHistory.nodes[0]?.changes).toContainEqual({
      subject: 'copyOf',
      entity: null,
      key: null,
      before: null,
      after: 'Дилер с ограничениями',
    })
  })

  it('of partners that copies the office’s reaches its organisation’s rows at the most', async () => {
    const input = { name: 'Партнёр', affiliation: 'SERVICE_CENTER', copyOf: await roleId('manager') }
    const { createRole } = await administrator.ask<{ createRole: { role: { id: string } } }>(create, { input })
    const { scopes } = await settingsOf(createRole.role.id)
    expect(scopes).toContainEqual({ entity: 'repair', readScope: 'ORGANISATION', writeScope: 'ORGANISATION' })
    expect(scopes).toContainEqual({ entity: 'manufacturer', readScope: 'ALL', writeScope: 'ALL' })
    const administrators = { name: 'Чужой', affiliation: 'DEALER', copyOf: await roleId('administrator') }
    expect(await administrator.refusal(create, { input: administrators })).toEqual(['VALIDATION'])
    expect(await administrator.refusal(create, { input: { ...input, name: 'Ещё', copyOf: nobody } })).toEqual([
      'NOT_FOUND',
    ])
  })
})

describe('removing a role', () => {
  it('is refused while somebody has it, also somebody who is gone, and for the last administrator role', async () => {
    const { prisma } = app.services
    const id = await copyOf('manager', 'Временная')
    const employeeId = await app.addEmployee({ email: 'gone@naryad.demo', role: 'manager' })
    await prisma.employee.update({ where: { id: employeeId }, data: { roleId: id, isActive: false } })
    expect(await administrator.refusal(remove, { id })).toEqual(['CONFLICT'])
    await prisma.employee.update({ where: { id: employeeId }, data: { roleId: await roleId('manager') } })
    await administrator.ask(remove, { id })
    expect(await prisma.role.count({ where: { id } })).toBe(0)
    expect(await prisma.roleField.count({ where: { roleId: id } })).toBe(0)
    expect(await prisma.auditEntry.findFirst({ where: { subjectId: id, kind: 'roleDeleted' } })).toMatchObject({
      subject: 'Временная',
    })
    expect(await administrator.refusal(remove, { id })).toEqual(['NOT_FOUND'])

    const spare = await copyOf('administrator', 'Второй администратор')
    await administrator.ask(remove, { id: spare })
    // somebody has the first one; without that it would be refused as the last
    expect(await administrator.refusal(remove, { id: await roleId('administrator') })).toEqual(['CONFLICT'])
    const self = await prisma.employee.findUniqueOrThrow({ where: { email: cast.administrator } })
    const manager = await managerOfRoles()
    expect(await manager.refusal(remove, { id: await roleId('administrator') })).toEqual(['FORBIDDEN'])
    expect(self.isActive).toBe(true)
  })
})

describe('a field that comes with an update', () => {
  it('is closed and to be decided about until somebody decides', async () => {
    const { prisma, catalog } = app.services
    const id = await roleId('techExpert')
    const fieldId = catalog.field('repair', 'workDone').id
    await prisma.roleField.delete({ where: { roleId_fieldId: { roleId: id, fieldId } } })
    expect(accessOf(await settingsOf(id), 'repair', 'workDone')).toBeNull()
    const summaries = async () => {
      const answer = await administrator.ask<{
        roleSummaries: { id: string; undecidedCount: number }[]
        undecidedFieldCount: number
      }>(summariesQuery)
      return [answer.undecidedFieldCount, answer.roleSummaries.find((role) => role.id === id)?.undecidedCount]
    }
    expect(await summaries()).toEqual([1, 1])
    const expert = await app.asEmployee(cast.techExpert)
    expect(await expert.ask('{ undecidedFieldCount }')).toEqual({ undecidedFieldCount: 0 })
    await save(id, { fields: [{ entity: 'repair', field: 'workDone', access: 'NONE' }] })
    expect(await summaries()).toEqual([0, 0])
  })
})

describe('the history of a role', () => {
  it('comes in pages that neither repeat nor leave out, the latest first', async () => {
    const id = await copyOf('dealer', 'С историей')
    for (let hours = 1; hours <= 5; hours++) await save(id, { sessionMaxHours: hours })
    const seen: string[] = []
    let after: string | null = null
    do {
      const { roleHistory }: { roleHistory: { nodes: { changes: { after: string }[] }[]; endCursor: string | null } } =
        await administrator.ask(historyQuery, { id, first: 2, after })
      seen.push(...roleHistory.nodes.map(({ changes }) => changes.at(-1)?.after ?? ''))
      after = roleHistory.endCursor
    } while (after)
    expect(seen).toEqual(['5', '4', '3', '2', '1', 'DEALER'])
    const other = { id: await roleId('dealer'), first: 2, after: `${Buffer.from('[]').toString('base64url')}.x` }
    expect(await administrator.refusal(historyQuery, other)).toEqual(['VALIDATION'])
  })
})

describe('whoever may not manage roles', () => {
  it.each(Object.values(cast).filter((email) => email !== cast.administrator))(
    '%s is refused everything',
    async (email) => {
      const caller = await app.asEmployee(email)
      const id = await roleId('manager')
      const input = { name: 'Моя', affiliation: 'OFFICE' }
      expect(await caller.refusal(catalogQuery)).toEqual(['FORBIDDEN'])
      expect(await caller.refusal('{ roleSummaries { id } }')).toEqual(['FORBIDDEN'])
      expect(await caller.refusal(settingsQuery, { id })).toEqual(['FORBIDDEN'])
      expect(await caller.refusal(historyQuery, { id })).toEqual(['FORBIDDEN'])
      expect(
        await caller.refusal('query ($id: ID!) { explainAccess(roleId: $id, action: "repair.close") { isAllowed } }', {
          id,
        }),
      ).toEqual(['FORBIDDEN'])
      expect(await caller.refusal(create, { input })).toEqual(['FORBIDDEN'])
      expect(await caller.refusal(update, { id, version: '', patch: {} })).toEqual(['FORBIDDEN'])
      expect(await caller.refusal(remove, { id })).toEqual(['FORBIDDEN'])
    },
  )

  it('is refused without a session too, and changes want a moment of sudo', async () => {
    const id = await roleId('manager')
    expect(await app.anonymous().refusal(settingsQuery, { id })).toEqual(['UNAUTHENTICATED'])
    expect(await app.anonymous().refusal(update, { id, version: '', patch: {} })).toEqual(['UNAUTHENTICATED'])
    const { version } = await settingsOf(id)
    clock.advance(11 * MINUTE_MS)
    expect(await administrator.refusal(update, { id, version, patch: {} })).toEqual(['SUDO_REQUIRED'])
    expect(await administrator.refusal(create, { input: { name: 'Новая', affiliation: 'OFFICE' } })).toEqual([
      'SUDO_REQUIRED',
    ])
    expect(await administrator.refusal(remove, { id })).toEqual(['SUDO_REQUIRED'])
    expect((await settingsOf(id)).version).toBe(version)
  })
})

describe('whoever manages roles without being an administrator', () => {
  it('keeps off administrators’ roles, off his own, and off how others sign in', async () => {
    const manager = await managerOfRoles()
    const reason = (value: string) => ({ code: 'FORBIDDEN', details: { reason: value } })
    expect(await refused(await roleId('manager'), { sessionMaxHours: 1 }, manager)).toEqual(reason('OWN_RIGHTS'))
    expect(await refused(await roleId('administrator'), { name: 'Не он' }, manager)).toEqual(
      reason('ADMINISTRATORS_ONLY'),
    )
    const dealer = await roleId('dealer')
    expect(await refused(dealer, { requiresSecondFactor: true }, manager)).toEqual(reason('ADMINISTRATORS_ONLY'))
    expect(await refused(dealer, { ipRanges: [{ cidr: '10.0.0.0/8' }] }, manager)).toEqual(
      reason('ADMINISTRATORS_ONLY'),
    )
    const input = { name: 'Свой администратор', affiliation: 'OFFICE', copyOf: await roleId('administrator') }
    expect(await manager.refusal(create, { input })).toEqual(['FORBIDDEN'])
  })

  it('puts into a role no right that he has only for a time', async () => {
    const { prisma } = app.services
    const manager = await managerOfRoles()
    const id = await copyOf('accountant', 'Взаймы')
    const { id: employeeId } = await prisma.employee.findUniqueOrThrow({ where: { email: 'roles@naryad.demo' } })
    const key = { employeeId, action: 'records.export' }
    const expiresAt = new Date(clock.now().getTime() + MINUTE_MS)
    await prisma.employeeAction.create({ data: { ...key, isAllowed: true, setById: employeeId, expiresAt } })
    const patch = { actions: [{ action: 'records.export', isAllowed: true }] }
    const beyond = { code: 'FORBIDDEN', details: { reason: 'BEYOND_OWN_RIGHTS' } }
    expect(await refused(id, patch, manager)).toEqual(beyond)
    await prisma.employeeAction.update({ where: { employeeId_action: key }, data: { expiresAt: null } })
    await save(id, patch, manager)
    expect((await settingsOf(id)).actions).toContain('records.export')
    await prisma.employeeAction.delete({ where: { employeeId_action: key } })
  })

  it('gives what he has himself and nothing more', async () => {
    const { prisma } = app.services
    const manager = await managerOfRoles()
    const id = await copyOf('accountant', 'Под присмотром')
    const beyond = { code: 'FORBIDDEN', details: { reason: 'BEYOND_OWN_RIGHTS' } }
    await save(id, { fields: [{ entity: 'repair', field: 'internalNote', access: 'WRITE' }] }, manager)
    await save(id, { actions: [{ action: 'repair.close', isAllowed: true }] }, manager)
    await save(id, { scopes: [{ entity: 'repair', readScope: 'OWN', writeScope: 'OWN' }] }, manager)
    // a manager reads the verdict and does not write it
    expect(await refused(id, { fields: [{ entity: 'repair', field: 'diagnosis', access: 'WRITE' }] }, manager)).toEqual(
      beyond,
    )
    expect(await refused(id, { actions: [{ action: 'staff.manage', isAllowed: true }] }, manager)).toEqual(beyond)

    const self = await prisma.employee.findUniqueOrThrow({ where: { email: 'roles@naryad.demo' } })
    const own = {
      employeeId: self.id,
      entity: 'repair',
      readScope: 'OWN',
      writeScope: 'OWN',
      setById: self.id,
    } as const
    await prisma.employeeEntity.create({ data: own })
    expect(await refused(id, { scopes: [{ entity: 'repair', readScope: 'ALL', writeScope: 'OWN' }] }, manager)).toEqual(
      beyond,
    )
    const input = { name: 'Как менеджер', affiliation: 'OFFICE', copyOf: await roleId('manager') }
    expect(await manager.refusal(create, { input })).toEqual(['FORBIDDEN'])
    await prisma.employeeEntity.deleteMany({ where: { employeeId: self.id } })
    await manager.ask(create, { input })
  })
})
