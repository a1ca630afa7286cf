import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Caller, cast, startTestApp, type TestApp } from '../../../test/app.ts'
import { addRepair, addScene } from '../../../test/scene.ts'
import { manualClock } from '../../clock.ts'

const nobody = '00000000-0000-7000-8000-000000000000'
const clock = manualClock(new Date('2026-11-23T09:00:00Z'))
let app: TestApp
let administrator: Caller
let repairId: string
let strangeRepairId: string
let serviceCenterId: string
let dealerId: string
const ids: Record<string, string> = {}

beforeAll(async () => {
  app = await startTestApp({ isWorker: false }, { clock })
  const { prisma } = app.services
  const scene = await addScene(app.services)
  serviceCenterId = scene.serviceCenterId
  dealerId = scene.dealerId
  repairId = (await addRepair(app.services, scene)).id
  strangeRepairId = (await addRepair(app.services, scene)).id
  await prisma.repair.update({ where: { id: strangeRepairId }, data: { serviceCenterId: null } })
  for (const { id, email } of await prisma.employee.findMany()) ids[email] = id
})
afterAll(() => app?.stop())
beforeEach(async () => {
  await app.services.prisma.throttle.deleteMany()
  administrator = await app.asEmployee(cast.administrator)
})

const roleId = async (key: string) => (await app.services.prisma.role.findUniqueOrThrow({ where: { key } })).id
const start = `mutation ($employeeId: ID, $roleId: ID, $serviceCenterId: ID, $dealerId: ID) {
  viewAs(employeeId: $employeeId, roleId: $roleId, serviceCenterId: $serviceCenterId, dealerId: $dealerId) { isDone }
}`
const stop = 'mutation { stopViewAs { isDone } }'
const self = '{ viewer { email name roleName viewedBy isAdmin } }'
const edit = 'mutation ($id: ID!, $patch: RepairPatch!) { updateRepair(id: $id, patch: $patch) { repair { id } } }'

const viewerOf = async (caller: Caller) => (await caller.ask<{ viewer: Record<string, unknown> }>(self)).viewer
const see = (email: string, caller = administrator) => caller.ask(start, { employeeId: ids[email] })
const lastAudit = () => app.services.prisma.auditEntry.findFirstOrThrow({ orderBy: { id: 'desc' } })
async function textOf(caller: Caller, query: string, variables: object = {}): Promise<string> {
  const response = await caller.fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  return response.text()
}

/** Everything that a page shows: lists, cards, feeds, counts, what can be filtered by, refusals. */
const pages = [
  `{ repairs(sort: [{field: "number"}], first: 1) { endCursor nodes { id number status complaint internalNote laborCost
    totalCost client { name note phone } manager { name email role { name } } dealer { name inn } serviceCenter { name }
    documents { id file { name } } feed { id kind text author { name } changes { field oldValue newValue } } } } }`,
  `query ($id: ID!) { repair(id: $id) { number internalNote diagnosis feed { kind isLocked transition } } }`,
  `query ($id: ID!) { repairTransitions(id: $id) { name isPrimary unmet { code key } } }`,
  '{ serviceRequests { nodes { number consentAt rejectReason responsible { name } feed { id } } } }',
  '{ clients(search: "Ромашка") { nodes { name note repairs { number } requests { number } } } }',
  '{ employees { nodes { name email role { name } isActive } } roles { nodes { name } } dealers { nodes { name inn } } }',
  '{ notifications { nodes { kind createdAt readAt repair { number } } } counters { key count } }',
  '{ totals(entity: "repair", sums: ["laborCost"]) { count sums { field sum } } }',
  '{ repairs(filter: {field: "internalNote", operator: IS_EMPTY}) { nodes { id } } }',
  '{ catalog { key title fields { key isWritable } } }',
  '{ roleSummaries { id } }',
]

describe('whoever sees the app as an employee', () => {
  it.each(Object.values(cast).filter((email) => email !== cast.administrator))(
    'sees what %s sees, byte for byte',
    async (email) => {
      const own = await app.asEmployee(email)
      const before = await textOf(administrator, pages[0] ?? '')
      await see(email)
      for (const query of pages) {
        for (const id of [repairId, strangeRepairId]) {
          expect(await textOf(administrator, query, { id })).toBe(await textOf(own, query, { id }))
        }
      }
      expect(await viewerOf(administrator)).toMatchObject({ email, viewedBy: 'admin', isAdmin: false })
      await administrator.ask(stop)
      expect(await viewerOf(administrator)).toMatchObject({ email: cast.administrator, viewedBy: null })
      expect(await textOf(administrator, pages[0] ?? '')).toBe(before)
    },
  )

  it('changes nothing: no record, notification, file, password or session of his', async () => {
    const { prisma } = app.services
    await see(cast.manager)
    const repair = await prisma.repair.findUniqueOrThrow({ where: { id: repairId } })
    const comment = 'mutation ($id: ID!) { addComment(input: { repairId: $id, text: "Я" }) { feedEntry { id } } }'
    const move =
      'mutation ($id: ID!) { transitionRepair(id: $id, transition: "cancel", input: { comment: "нет" }) { repair { id } } }'
    expect(await administrator.refusal(edit, { id: repairId, patch: { complaint: 'Другое' } })).toEqual(['VIEW_ONLY'])
    expect(await administrator.refusal(comment, { id: repairId })).toEqual(['VIEW_ONLY'])
    expect(await administrator.refusal(move, { id: repairId })).toEqual(['VIEW_ONLY'])
    expect(await administrator.refusal('mutation { markNotificationsRead { unread } }')).toEqual(['VIEW_ONLY'])
    expect(await administrator.refusal('mutation { signOutEverywhere { isDone } }')).toEqual(['VIEW_ONLY'])
    expect(await administrator.refusal(`mutation { endSession(id: "${nobody}") { isDone } }`)).toEqual(['VIEW_ONLY'])
    const password =
      'mutation { changePassword(currentPassword: "naryad-demo", newPassword: "журавль летит на юг") { isDone } }'
    expect(await administrator.refusal(password)).toEqual(['VIEW_ONLY'])
    const upload = await administrator.fetch('/files/uploads', {
      method: 'POST',
      headers: { 'tus-resumable': '1.0.0', 'upload-length': '4', 'upload-metadata': `filename ${btoa('a.txt')}` },
    })
    expect(upload.status).toBe(403)
    expect(await upload.text()).toContain('VIEW_ONLY')
    expect(await prisma.repair.findUniqueOrThrow({ where: { id: repairId } })).toEqual(repair)
    expect(await prisma.feedEntry.count({ where: { text: 'Я' } })).toBe(0)
    expect(await prisma.notification.count({ where: { readAt: { not: null } } })).toBe(0)
    expect(await prisma.storedFile.count()).toBe(0)
  })

  it('is refused every mutation of the schema but going back and signing out', async () => {
    const { prisma } = app.services
    // everything that the viewed could do, so that no other rule refuses first
    const spare = await app.addEmployee({ email: 'spare@naryad.demo', role: 'administrator' })
    await administrator.ask(start, { employeeId: spare })
    const rules = [...app.services.catalog.rootRules].filter(([name]) => name.startsWith('Mutation.'))
    const inView = rules.filter(([, rule]) => rule.isAllowedInView).map(([name]) => name)
    expect(inView.sort()).toEqual(['Mutation.signOut', 'Mutation.stopViewAs'])
    const sessions = await prisma.session.count({ where: { endedAt: null } })
    expect(await administrator.refusal(start, { employeeId: ids[cast.manager] })).toEqual(['VIEW_ONLY'])
    expect(await prisma.session.count({ where: { endedAt: null } })).toBe(sessions)
  })

  it('is in the log by his own name, with whom he saw, from the beginning to the end', async () => {
    await see(cast.accountant)
    const actorId = ids[cast.administrator]
    const subject = { subjectType: 'employee', subjectId: ids[cast.accountant], subject: 'accountant', actorId }
    expect(await lastAudit()).toMatchObject({ kind: 'viewAsStarted', ...subject })
    await administrator.ask(stop)
    expect(await lastAudit()).toMatchObject({ kind: 'viewAsStopped', ...subject })
    await administrator.ask(stop)
    expect(
      await app.services.prisma.auditEntry.count({ where: { kind: 'viewAsStopped', subjectId: ids[cast.accountant] } }),
    ).toBe(2)
  })

  it('hears in an open socket what the viewed hears, and himself again afterwards', async () => {
    const { prisma } = app.services
    await prisma.repair.update({ where: { id: repairId }, data: { internalNote: 'Тайна' } })
    const rights = await administrator.subscribe('subscription { viewerChanged { permissionVersion } }')
    const changes = await administrator.subscribe(
      'subscription ($id: ID) { repairChanged(id: $id) { changed repair { complaint internalNote } } }',
      { id: repairId },
    )
    const other = await app.asEmployee(cast.manager)
    await see(cast.serviceCenter)
    await rights.next()
    await other.ask(edit, { id: repairId, patch: { complaint: 'Шумит', internalNote: 'Тайна 2' } })
    expect(await changes.next()).toEqual({
      repairChanged: { changed: ['complaint'], repair: { complaint: 'Шумит', internalNote: null } },
    })
    await administrator.ask(stop)
    await rights.next()
    await other.ask(edit, { id: repairId, patch: { complaint: 'Гремит', internalNote: 'Тайна 3' } })
    expect(await changes.next()).toMatchObject({ repairChanged: { repair: { internalNote: 'Тайна 3' } } })
    await Promise.all([rights.stop(), changes.stop()])
  })

  it('is told of his own account, nothing of theirs: sessions, second factor', async () => {
    const { prisma } = app.services
    const viewed = await app.asEmployee(cast.accountant)
    await viewed.fetch('/health')
    const id = ids[cast.accountant] ?? ''
    await prisma.employee.update({
      where: { id },
      data: { totpSecret: new Uint8Array(20), totpConfirmedAt: clock.now() },
    })
    const account = '{ sessions { id } secondFactor { isOn since recoveryCodesLeft } viewer { hasSecondFactor } }'
    const own = await administrator.ask(account)
    await see(cast.accountant)
    expect(await administrator.ask(account)).toEqual(own)
    await prisma.employee.update({ where: { id }, data: { totpSecret: null, totpConfirmedAt: null } })
  })

  it('signs out of his own session', async () => {
    await see(cast.manager)
    await administrator.ask('mutation { signOut { isDone } }')
    expect(await lastAudit()).toMatchObject({ kind: 'signOut', actorId: ids[cast.administrator] })
    expect(await administrator.ask('{ viewer { email } }')).toEqual({ viewer: null })
  })

  it('works from his own addresses, not from those of the viewed', async () => {
    const employeeId = ids[cast.dealer] ?? ''
    const range = await app.services.prisma.ipRange.create({ data: { employeeId, cidr: '192.0.2.0/24' } })
    await see(cast.dealer)
    expect(await viewerOf(administrator)).toMatchObject({ email: cast.dealer })
    await app.services.prisma.ipRange.delete({ where: { id: range.id } })
  })
})

describe('whoever sees the app as a role', () => {
  it('has its rights, no exceptions of anybody, and the organisation that was named', async () => {
    const { prisma, catalog } = app.services
    const fieldId = catalog.field('repair', 'internalNote').id
    const own = { employeeId: ids[cast.administrator] ?? '', fieldId, access: 'READ' as const }
    await prisma.employeeField.create({ data: { ...own, setById: own.employeeId } })
    await administrator.ask(start, { roleId: await roleId('serviceCenter'), serviceCenterId })
    expect(await viewerOf(administrator)).toMatchObject({
      roleName: 'Сервисный центр',
      isAdmin: false,
      viewedBy: 'admin',
    })
    const { repairs } = await administrator.ask<{ repairs: { nodes: { id: string; internalNote: null }[] } }>(
      '{ repairs { nodes { id internalNote } } }',
    )
    expect(repairs.nodes).toEqual([{ id: repairId, internalNote: null }])
    const why = 'query { explainMyAccess(entity: "repair", field: "internalNote") { access } }'
    expect(await administrator.ask(why)).toEqual({ explainMyAccess: { access: 'NONE' } })
    expect(await lastAudit()).toMatchObject({ subjectType: 'role', subject: 'Сервисный центр · Казань-Сервис' })
    await prisma.employeeField.deleteMany()
  })

  it('needs the organisation of a partner’s role, and of no other', async () => {
    const refused = async (key: string, more: object) =>
      administrator.refusal(start, { roleId: await roleId(key), ...more })
    expect(await refused('serviceCenter', {})).toEqual(['VALIDATION'])
    expect(await refused('serviceCenter', { dealerId })).toEqual(['VALIDATION'])
    expect(await refused('dealer', { serviceCenterId })).toEqual(['VALIDATION'])
    expect(await refused('dealer', { serviceCenterId, dealerId })).toEqual(['VALIDATION'])
    expect(await refused('manager', { dealerId })).toEqual(['VALIDATION'])
    expect(await refused('dealer', { dealerId: nobody })).toEqual(['NOT_FOUND'])
    expect(await refused('dealer', { dealerId: 'no id' })).toEqual(['NOT_FOUND'])
  })
})

describe('a view is refused', () => {
  it('of what is not there, not active, oneself or two at once', async () => {
    const id = await app.addEmployee({ email: 'left@naryad.demo', role: 'manager' })
    await app.services.prisma.employee.update({ where: { id }, data: { isActive: false } })
    expect(await administrator.refusal(start, { employeeId: id })).toEqual(['NOT_FOUND'])
    expect(await administrator.refusal(start, { employeeId: nobody })).toEqual(['NOT_FOUND'])
    expect(await administrator.refusal(start, { roleId: nobody })).toEqual(['NOT_FOUND'])
    expect(await administrator.refusal(start, { employeeId: ids[cast.administrator] })).toEqual(['VALIDATION'])
    expect(await administrator.refusal(start, {})).toEqual(['VALIDATION'])
    const both = { employeeId: ids[cast.manager], roleId: await roleId('manager') }
    expect(await administrator.refusal(start, both)).toEqual(['VALIDATION'])
  })

  it('of whom the viewer does not see, or of whom a view would tell a field that the viewer may not read', async () => {
    const { prisma, catalog } = app.services
    const employeeId = ids[cast.manager] ?? ''
    const setById = ids[cast.administrator] ?? ''
    await prisma.employeeAction.create({ data: { employeeId, action: 'access.viewAs', isAllowed: true, setById } })
    const manager = await app.asEmployee(cast.manager)
    const target = await app.addEmployee({ email: 'unseen@naryad.demo', role: 'manager' })
    for (const key of ['name', 'email', 'isActive', 'role']) {
      const fieldId = catalog.field('employee', key).id
      await prisma.employeeField.create({ data: { employeeId, fieldId, access: 'NONE', setById } })
      expect([key, await manager.refusal(start, { employeeId: target })]).toEqual([key, ['FORBIDDEN_FIELD']])
      await prisma.employeeField.deleteMany()
    }
    const rows = { readScope: 'NONE' as const, writeScope: 'NONE' as const, setById }
    for (const [entity, view] of [
      ['employee', { employeeId: target }],
      ['role', { roleId: await roleId('manager') }],
    ] as const) {
      await prisma.employeeEntity.create({ data: { employeeId, entity, ...rows } })
      expect([entity, await manager.refusal(start, view)]).toEqual([entity, ['NOT_FOUND']])
      await prisma.employeeEntity.deleteMany()
    }
    await prisma.employeeAction.deleteMany()
  })

  it('of anything wider than the viewer’s own lasting rights: fields, actions, others’ own rows', async () => {
    const { prisma, catalog } = app.services
    const employeeId = ids[cast.manager] ?? ''
    const setById = ids[cast.administrator] ?? ''
    await prisma.employeeAction.create({ data: { employeeId, action: 'access.viewAs', isAllowed: true, setById } })
    const manager = await app.asEmployee(cast.manager)
    const peer = await app.addEmployee({ email: 'peer@naryad.demo', role: 'manager' })
    const target = { employeeId: peer }
    const reasonOf = async (variables: object) => {
      const { errors } = await manager.graphql(start, { ...variables })
      return errors?.[0]?.extensions.details?.reason ?? 'SEEN'
    }
    const seen = async (variables: object) => {
      const reason = await reasonOf(variables)
      await manager.ask(stop)
      return reason
    }
    expect(await seen(target)).toBe('SEEN')
    // a field that the target reads and the viewer does not, until for a while and then for good
    const fieldId = catalog.field('repair', 'internalNote').id
    const own = { employeeId, fieldId }
    await prisma.employeeField.create({ data: { ...own, access: 'NONE', setById } })
    expect(await seen(target)).toBe('BEYOND_OWN_RIGHTS')
    const ends = new Date(clock.now().getTime() + 3_600_000)
    await prisma.roleField.updateMany({ where: { fieldId, role: { key: 'manager' } }, data: { access: 'NONE' } })
    await prisma.employeeField.create({ data: { employeeId: peer, fieldId, access: 'READ', setById } })
    const lent = { access: 'WRITE' as const, expiresAt: ends }
    await prisma.employeeField.updateMany({ where: own, data: lent })
    expect(await seen(target), 'what was lent is nobody’s to look at others with').toBe('BEYOND_OWN_RIGHTS')
    await prisma.employeeField.deleteMany()
    await prisma.roleField.updateMany({ where: { fieldId, role: { key: 'manager' } }, data: { access: 'WRITE' } })
    expect(await seen(target)).toBe('SEEN')
    // an action
    await prisma.employeeAction.create({
      data: { employeeId: peer, action: 'records.export', isAllowed: true, setById },
    })
    expect(await seen(target)).toBe('BEYOND_OWN_RIGHTS')
    await prisma.employeeAction.deleteMany({ where: { employeeId: peer } })
    // rows: one's own are not another's own, but a role's are
    const scope = { entity: 'repair', readScope: 'OWN' as const, writeScope: 'OWN' as const, setById }
    await prisma.employeeEntity.create({ data: { employeeId, ...scope } })
    expect(await seen(target)).toBe('BEYOND_OWN_RIGHTS')
    await prisma.employeeEntity.create({ data: { employeeId: peer, ...scope } })
    await prisma.roleEntity.updateMany({
      where: { entity: 'repair', role: { key: 'manager' } },
      data: { readScope: 'OWN', writeScope: 'OWN' },
    })
    expect(await seen(target)).toBe('BEYOND_OWN_RIGHTS')
    expect(await seen({ roleId: await roleId('manager') })).toBe('SEEN')
    await prisma.employeeEntity.deleteMany()
    await prisma.roleEntity.updateMany({
      where: { entity: 'repair', role: { key: 'manager' } },
      data: { readScope: 'ALL', writeScope: 'ALL' },
    })
    await prisma.employeeAction.deleteMany()
  })

  it('the moment that the viewed have more than the viewer, whoever’s rights changed', async () => {
    const { prisma, catalog } = app.services
    const employeeId = ids[cast.manager] ?? ''
    const setById = ids[cast.administrator] ?? ''
    await prisma.employeeAction.create({ data: { employeeId, action: 'access.viewAs', isAllowed: true, setById } })
    const manager = await app.asEmployee(cast.manager)
    const peer = await app.addEmployee({ email: 'peer2@naryad.demo', role: 'manager' })
    const fieldId = catalog.field('repair', 'internalNote').id
    for (const change of [
      () =>
        prisma.employeeAction.create({
          data: { employeeId: peer, action: 'records.export', isAllowed: true, setById },
        }),
      () => prisma.employeeField.create({ data: { employeeId, fieldId, access: 'NONE', setById } }),
    ]) {
      await manager.ask(start, { employeeId: peer })
      expect(await viewerOf(manager)).toMatchObject({ email: 'peer2@naryad.demo', viewedBy: 'manager' })
      await change()
      expect(await viewerOf(manager)).toMatchObject({ email: cast.manager, viewedBy: null })
      // given up while it has lapsed, it does not come back with the rights
      await manager.ask(stop)
      await prisma.employeeAction.deleteMany({ where: { employeeId: peer } })
      await prisma.employeeField.deleteMany()
      expect(await viewerOf(manager)).toMatchObject({ email: cast.manager, viewedBy: null })
    }
    await prisma.employeeAction.deleteMany()
  })

  it('to a viewer who has not given the password or a code within minutes', async () => {
    clock.advance(11 * 60_000)
    expect(await administrator.refusal(start, { employeeId: ids[cast.manager] })).toEqual(['SUDO_REQUIRED'])
    await administrator.ask('mutation { confirmIdentity(password: "naryad-demo") { sudoUntil } }')
    await see(cast.manager)
  })

  it('to whoever has no right to it, and of administrators to whoever is none', async () => {
    const manager = await app.asEmployee(cast.manager)
    expect(await manager.refusal(start, { employeeId: ids[cast.dealer] })).toEqual(['FORBIDDEN'])
    expect(await app.anonymous().refusal(start, { employeeId: ids[cast.dealer] })).toEqual(['UNAUTHENTICATED'])
    const employeeId = ids[cast.manager] ?? ''
    const right = { employeeId, action: 'access.viewAs', isAllowed: true, setById: employeeId }
    await app.services.prisma.employeeAction.create({ data: right })
    expect(await manager.refusal(start, { employeeId: ids[cast.administrator] })).toEqual(['FORBIDDEN'])
    expect(await manager.refusal(start, { roleId: await roleId('administrator') })).toEqual(['FORBIDDEN'])
    // whom he saw may have become one since
    const views = [{ viewRoleId: await roleId('administrator') }, { viewEmployeeId: ids[cast.administrator] ?? '' }]
    for (const view of views) {
      const none = { viewRoleId: null, viewEmployeeId: null }
      await app.services.prisma.session.updateMany({ where: { employeeId }, data: { ...none, ...view } })
      expect(await viewerOf(manager)).toMatchObject({ email: cast.manager, viewedBy: null, isAdmin: false })
    }
    await app.services.prisma.employeeAction.deleteMany()
  })

  it('to partners, even with the right, and to whoever becomes one', async () => {
    const { prisma } = app.services
    const employeeId = ids[cast.serviceCenter] ?? ''
    const right = { employeeId, action: 'access.viewAs', isAllowed: true, setById: employeeId }
    await prisma.employeeAction.create({ data: right })
    const partner = await app.asEmployee(cast.serviceCenter)
    expect(await partner.refusal(start, { employeeId: ids[cast.dealer] })).toEqual(['FORBIDDEN'])
    await prisma.session.updateMany({ where: { employeeId }, data: { viewEmployeeId: ids[cast.dealer] ?? '' } })
    expect(await viewerOf(partner)).toMatchObject({ email: cast.serviceCenter, viewedBy: null })
    await prisma.employeeAction.deleteMany()
  })

  it('from the moment the right is gone: the session is its owner’s again at once, its sockets too', async () => {
    const { prisma } = app.services
    const employeeId = ids[cast.manager] ?? ''
    const manager = await app.asEmployee(cast.manager)
    await prisma.employeeAction.create({
      data: { employeeId, action: 'access.viewAs', isAllowed: true, setById: employeeId },
    })
    await see(cast.dealer, manager)
    const changes = await manager.subscribe<{ repairChanged: { repair: { internalNote: string | null } } }>(
      'subscription ($id: ID) { repairChanged(id: $id) { repair { internalNote } } }',
      { id: repairId },
    )
    expect(await viewerOf(manager)).toMatchObject({ email: cast.dealer, viewedBy: 'manager' })
    await prisma.employeeAction.deleteMany()
    expect(await viewerOf(manager)).toMatchObject({ email: cast.manager, viewedBy: null })
    await manager.ask(edit, { id: repairId, patch: { internalNote: 'Снова видно' } })
    await vi.waitFor(() => expect(JSON.stringify(changes.received)).toContain('Снова видно'))
    await changes.stop()
  })
})
