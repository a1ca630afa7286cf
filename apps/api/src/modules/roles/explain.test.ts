import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Caller, cast, startTestApp, type TestApp } from '../../../test/app.ts'
import { addRepair, addScene } from '../../../test/scene.ts'
import { manualClock } from '../../clock.ts'
import { visibleIds } from '../../gate/execute.ts'
import { canRead, canWrite, hasAction, loadViewer } from '../../gate/viewer.ts'

const clock = manualClock(new Date('2026-11-23T09:00:00Z'))
const tomorrow = new Date('2026-11-24T09:00:00Z')
const nobody = '00000000-0000-7000-8000-000000000000'

let app: TestApp
let administrator: Caller
let repairId: string
let strangeRepairId: string
const ids: Record<string, string> = {}

beforeAll(async () => {
  app = await startTestApp({ isWorker: false }, { clock })
  const { prisma } = app.services
  const scene = await addScene(app.services)
  repairId = (await addRepair(app.services, scene)).id
  strangeRepairId = (await addRepair(app.services, scene)).id
  await prisma.repair.update({ where: { id: strangeRepairId }, data: { serviceCenterId: null, techExpertId: null } })
  for (const { id, email } of await prisma.employee.findMany()) ids[email] = id
  administrator = await app.asEmployee(cast.administrator)
})
afterAll(() => app?.stop())
beforeEach(async () => {
  const { prisma } = app.services
  await prisma.employeeField.deleteMany()
  await prisma.employeeAction.deleteMany()
  await prisma.employeeEntity.deleteMany()
})

const parts = `isAllowed access
  steps { rule isDeciding access isAllowed scope roleName entity field setByName setAt expiresAt }`
const ask = `query ($employeeId: ID, $roleId: ID, $entity: String, $field: String, $action: String, $recordId: ID) {
  explainAccess(employeeId: $employeeId, roleId: $roleId, entity: $entity, field: $field, action: $action,
    recordId: $recordId) { ${parts} } }`
const askMine = `query ($entity: String, $field: String, $action: String) {
  explainMyAccess(entity: $entity, field: $field, action: $action) { ${parts} } }`

interface Explanation {
  isAllowed: boolean
  access: string | null
  steps: Record<string, unknown>[]
}

async function explain(question: Record<string, unknown>): Promise<Explanation> {
  return (await administrator.ask<{ explainAccess: Explanation }>(ask, question)).explainAccess
}
/** Steps without what is null in them. */
const said = ({ steps }: Explanation) =>
  steps.map((step) => Object.fromEntries(Object.entries(step).filter(([, value]) => value !== null)))
const of = (email: string) => ({ employeeId: ids[email] })
const roleId = async (key: string) => (await app.services.prisma.role.findUniqueOrThrow({ where: { key } })).id
const fieldId = (entity: string, key: string) => app.services.catalog.field(entity, key).id

async function except(email: string, entity: string, key: string, access: 'NONE' | 'READ' | 'WRITE', expiresAt?: Date) {
  await app.services.prisma.employeeField.create({
    data: {
      employeeId: ids[email] ?? '',
      fieldId: fieldId(entity, key),
      access,
      setById: ids[cast.administrator] ?? '',
      setAt: clock.now(),
      expiresAt: expiresAt ?? null,
    },
  })
}

describe('why an employee may or may not', () => {
  it('is told by role, exception and source, the deciding one last', async () => {
    const role = 'Тех. эксперт'
    const question = { ...of(cast.techExpert), entity: 'repair', field: 'laborCost' }
    const closed = { rule: 'ROLE_FIELD', access: 'NONE', roleName: role }
    expect(await explain(question)).toMatchObject({ isAllowed: false, access: 'NONE' })
    expect(said(await explain(question))).toEqual([{ ...closed, isDeciding: true }])
    await except(cast.techExpert, 'repair', 'laborCost', 'READ', tomorrow)
    expect(await explain(question)).toMatchObject({ isAllowed: true, access: 'READ' })
    expect(said(await explain(question))).toEqual([
      { ...closed, isDeciding: false },
      {
        rule: 'FIELD_EXCEPTION',
        isDeciding: true,
        access: 'READ',
        setByName: 'admin',
        setAt: clock.now().toISOString(),
        expiresAt: tomorrow.toISOString(),
      },
    ])
    await except(cast.techExpert, 'repair', 'totalCost', 'READ')
    const total = await explain({ ...question, field: 'totalCost' })
    expect(total.access).toBe('NONE')
    expect(said(total).slice(2)).toEqual([
      { rule: 'SOURCE_CLOSED', isDeciding: false, access: 'NONE', entity: 'repair', field: 'travelCost' },
      { rule: 'SOURCE_CLOSED', isDeciding: true, access: 'NONE', entity: 'repair', field: 'partsCost' },
    ])
  })

  it('is told of actions, undecided fields, administrators and who is switched off', async () => {
    const { prisma } = app.services
    const close = { ...of(cast.accountant), action: 'repair.close' }
    expect(said(await explain(close))).toEqual([
      { rule: 'ROLE_ACTION', isDeciding: true, isAllowed: false, roleName: 'Бухгалтер' },
    ])
    const rule = { employeeId: ids[cast.accountant] ?? '', action: 'repair.close', isAllowed: true }
    await prisma.employeeAction.create({ data: { ...rule, setById: ids[cast.administrator] ?? '' } })
    expect(await explain(close)).toMatchObject({
      isAllowed: true,
      access: null,
      steps: [
        { rule: 'ROLE_ACTION', isDeciding: false },
        { rule: 'ACTION_EXCEPTION', isDeciding: true, isAllowed: true },
      ],
    })
    const where = { roleId_fieldId: { roleId: await roleId('dealer'), fieldId: fieldId('repair', 'city') } }
    const stored = await prisma.roleField.delete({ where })
    expect(await explain({ roleId: await roleId('dealer'), entity: 'repair', field: 'city' })).toMatchObject({
      access: 'NONE',
      steps: [{ rule: 'UNDECIDED_FIELD', roleName: 'Дилер', isDeciding: true }],
    })
    await prisma.roleField.create({ data: stored })
    expect(await explain({ ...of(cast.administrator), entity: 'repair', field: 'city' })).toMatchObject({
      access: 'WRITE',
      steps: [{ rule: 'ADMINISTRATOR' }],
    })
    const employeeId = await app.addEmployee({ email: 'former@naryad.demo', role: 'manager' })
    await prisma.employee.update({ where: { id: employeeId }, data: { isActive: false } })
    expect(await explain({ employeeId, entity: 'repair', field: 'city' })).toMatchObject({
      isAllowed: false,
      access: 'NONE',
      steps: [{ rule: 'INACTIVE', isDeciding: true }],
    })
  })

  it('narrowed to a record says which rows are reached, to be read and to be changed', async () => {
    const question = { ...of(cast.serviceCenter), entity: 'repair', field: 'complaint' }
    expect(await explain({ ...question, recordId: repairId })).toMatchObject({
      isAllowed: true,
      access: 'READ',
      steps: [
        { rule: 'ROLE_FIELD' },
        { rule: 'ROLE_SCOPE', scope: 'ORGANISATION' },
        { rule: 'RECORD_IN_SCOPE', isAllowed: true, isDeciding: true },
      ],
    })
    const out = { isAllowed: false, access: 'NONE', steps: [{}, {}, { rule: 'RECORD_IN_SCOPE', isAllowed: false }] }
    expect(await explain({ ...question, recordId: strangeRepairId })).toMatchObject(out)
    const absent = { isAllowed: false, steps: [{}, { rule: 'RECORD_ABSENT', isDeciding: true }] }
    expect(await explain({ ...question, recordId: nobody })).toMatchObject(absent)
    expect(await explain({ ...question, recordId: 'no id' })).toMatchObject(absent)

    // reads every repair and changes his own
    const move = { ...of(cast.techExpert), action: 'repair.confirmDiagnosis' }
    expect(await explain({ ...move, recordId: repairId })).toMatchObject({ isAllowed: true })
    expect(await explain({ ...move, recordId: strangeRepairId })).toMatchObject({
      isAllowed: false,
      steps: [
        { rule: 'ROLE_ACTION', isAllowed: true },
        { rule: 'ROLE_SCOPE', scope: 'OWN' },
        { rule: 'RECORD_IN_SCOPE', isAllowed: false },
      ],
    })
    await app.services.prisma.employeeEntity.create({
      data: { employeeId: ids[cast.techExpert] ?? '', entity: 'repair', writeScope: 'ALL' },
    })
    expect(await explain({ ...move, recordId: strangeRepairId })).toMatchObject({
      isAllowed: true,
      steps: [{}, {}, { rule: 'SCOPE_EXCEPTION', scope: 'ALL' }, { rule: 'RECORD_IN_SCOPE', isAllowed: true }],
    })
  })

  it('is told of a locked feed entry', async () => {
    const entry = await app.services.prisma.feedEntry.create({
      data: { repairId, kind: 'COMMENT', actor: 'SYSTEM', text: 'Тихо', isLocked: true, createdAt: clock.now() },
    })
    const question = { entity: 'feedEntry', field: 'text', recordId: entry.id }
    expect(await explain({ ...of(cast.serviceCenter), ...question })).toMatchObject({
      isAllowed: false,
      steps: [
        { rule: 'ROLE_FIELD', access: 'WRITE' },
        { rule: 'LOCKED', isDeciding: true },
      ],
    })
    expect(await explain({ ...of(cast.manager), ...question })).toMatchObject({
      isAllowed: true,
      steps: [{}, { rule: 'RECORD_IN_SCOPE', isAllowed: true }],
    })
  })

  it('agrees with the gate about every field, action and record of everybody', async () => {
    const { services } = app
    const { catalog } = services
    await except(cast.dealer, 'repair', 'diagnosis', 'READ')
    await except(cast.dealer, 'client', 'name', 'NONE')
    for (const email of Object.values(cast)) {
      const viewer = await loadViewer(services, ids[email] ?? '')
      if (!viewer) throw new Error(email)
      const questions = [
        ...[...catalog.entity('repair').fields.keys()].map((field) => ({ entity: 'repair', field })),
        ...[...catalog.entity('client').fields.keys()].map((field) => ({ entity: 'client', field })),
      ]
      for (let at = 0; at < questions.length; at += 10) {
        const some = questions.slice(at, at + 10)
        const selections = some.map(
          ({ entity, field }, index) =>
            `f${index}: explainAccess(employeeId: "${viewer.employeeId}", entity: "${entity}", field: "${field}") { access isAllowed }`,
        )
        const answers = await administrator.ask<Record<string, Explanation>>(`{ ${selections.join(' ')} }`)
        for (const [index, { entity, field }] of some.entries()) {
          const isRead = canRead(viewer, catalog, entity, field)
          const access = canWrite(viewer, catalog, entity, field) ? 'WRITE' : isRead ? 'READ' : 'NONE'
          expect(answers[`f${index}`], `${email} ${entity}.${field}`).toEqual({ access, isAllowed: isRead })
        }
      }
      for (const action of ['repair.close', 'feed.seeLocked', 'section.clients', 'role.manage']) {
        expect((await explain({ ...of(email), action })).isAllowed, `${email} ${action}`).toBe(
          hasAction(viewer, action),
        )
      }
      const seen = new Set(await visibleIds(services, viewer, 'repair', [repairId, strangeRepairId]))
      for (const recordId of [repairId, strangeRepairId]) {
        expect((await explain({ ...of(email), entity: 'repair', recordId })).isAllowed).toBe(seen.has(recordId))
      }
    }
  })

  it('is refused for what is unknown or out of the asker’s sight, alike', async () => {
    const codes = (caller: Caller, question: object) => caller.refusal(ask, { ...question })
    const field = { entity: 'repair', field: 'city' }
    expect(await codes(administrator, { employeeId: nobody, ...field })).toEqual(['NOT_FOUND'])
    expect(await codes(administrator, { roleId: nobody, ...field })).toEqual(['NOT_FOUND'])
    expect(await codes(administrator, { ...of(cast.manager), entity: 'repair', field: 'secret' })).toEqual([
      'NOT_FOUND',
    ])
    expect(await codes(administrator, { ...of(cast.manager), entity: 'secret', field: 'city' })).toEqual(['NOT_FOUND'])
    expect(await codes(administrator, { ...of(cast.manager), action: 'repair.explode' })).toEqual(['NOT_FOUND'])
    expect(await codes(administrator, { ...of(cast.manager) })).toEqual(['VALIDATION'])
    expect(await codes(administrator, field)).toEqual(['VALIDATION'])
    expect(await codes(administrator, { ...of(cast.manager), roleId: nobody, ...field })).toEqual(['VALIDATION'])

    // a partner who may ask sees his own people and records
    const employeeId = ids[cast.serviceCenter] ?? ''
    await app.services.prisma.employeeAction.create({
      data: { employeeId, action: 'access.explain', isAllowed: true, setById: employeeId },
    })
    const partner = await app.asEmployee(cast.serviceCenter)
    expect(await codes(partner, { ...of(cast.dealer), ...field })).toEqual(['NOT_FOUND'])
    expect(await codes(partner, { roleId: await roleId('dealer'), ...field })).toEqual(['NOT_FOUND'])
    // of people and roles with more rights than his own nothing is explained to him
    expect(await codes(partner, { ...of(cast.manager), ...field })).toEqual(['FORBIDDEN'])
    const { explainAccess } = await partner.ask<{ explainAccess: Explanation }>(ask, {
      ...of(cast.serviceCenter),
      ...field,
      recordId: strangeRepairId,
    })
    expect(explainAccess.steps.at(-1)).toMatchObject({ rule: 'RECORD_ABSENT' })
  })
})

describe('why I may or may not', () => {
  it('says the same of a field that is closed, undecided, computed of closed ones, excepted, and unknown', async () => {
    const expert = await app.asEmployee(cast.techExpert)
    await except(cast.techExpert, 'repair', 'complaint', 'NONE', tomorrow)
    await except(cast.techExpert, 'repair', 'totalCost', 'READ')
    const { prisma } = app.services
    const where = { roleId_fieldId: { roleId: await roleId('techExpert'), fieldId: fieldId('repair', 'city') } }
    const stored = await prisma.roleField.delete({ where })
    const answers = new Set<string>()
    for (const field of ['laborCost', 'complaint', 'totalCost', 'city', 'secret']) {
      answers.add(JSON.stringify(await expert.ask(askMine, { entity: 'repair', field })))
    }
    answers.add(JSON.stringify(await expert.ask(askMine, { entity: 'secret', field: 'city' })))
    await prisma.roleField.create({ data: stored })
    expect(answers.size).toBe(1)
    expect([...answers][0]).toContain('"rule":"ROLE_FIELD","isDeciding":true,"access":"NONE"')
    const of = async (entity: string) => JSON.stringify(await expert.ask(askMine, { entity }))
    await prisma.employeeEntity.create({
      data: { employeeId: ids[cast.techExpert] ?? '', entity: 'client', readScope: 'NONE' },
    })
    expect(await of('client')).toBe(await of('secret'))
  })

  it('says the kind of rule and until when, not who made it', async () => {
    const expert = await app.asEmployee(cast.techExpert)
    await except(cast.techExpert, 'repair', 'laborCost', 'READ', tomorrow)
    const { explainMyAccess } = await expert.ask<{ explainMyAccess: Explanation }>(askMine, {
      entity: 'repair',
      field: 'laborCost',
    })
    expect(explainMyAccess).toMatchObject({ isAllowed: true, access: 'READ' })
    expect(said(explainMyAccess)).toEqual([
      { rule: 'ROLE_FIELD', isDeciding: false, access: 'NONE' },
      { rule: 'FIELD_EXCEPTION', isDeciding: true, access: 'READ', expiresAt: tomorrow.toISOString() },
    ])
    const { explainMyAccess: action } = await expert.ask<{ explainMyAccess: Explanation }>(askMine, {
      action: 'repair.close',
    })
    expect(said(action)).toEqual([{ rule: 'ROLE_ACTION', isDeciding: true, isAllowed: false }])
    expect(await app.anonymous().refusal(askMine, { action: 'repair.close' })).toEqual(['UNAUTHENTICATED'])
    expect(await expert.refusal(askMine, {})).toEqual(['VALIDATION'])
  })
})
