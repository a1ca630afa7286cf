import {
  isDomainError,
  type RepairStatus,
  type RepairTransitionRule,
  repairStatuses,
  repairStatusNames,
  repairTransitionNames,
  repairTransitions,
} from '@naryad/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cast, startTestApp, type TestApp } from '../../../test/app.ts'
import { actor, addDocuments, addRepair, addScene, type Scene } from '../../../test/scene.ts'
import { type ManualClock, manualClock } from '../../clock.ts'
import type { Services } from '../../context.ts'
import type { Actor } from '../../journal/actor.ts'
import { client, system } from '../../journal/actor.ts'
import { recordVisitJob } from './record-visit.job.ts'
import { updateRepair } from './repair.service.ts'
import { repairTransitions as optionsOf } from './repair-options.ts'
import { transitionRepair } from './repair-transition.service.ts'

const HOUR = 3_600_000
const start = new Date('2026-03-02T07:00:00Z') // a Monday, 10:00 in Moscow

let app: TestApp
let clock: ManualClock
let services: Services
let scene: Scene
let admin: Actor
let manager: Actor
let serviceCenter: Actor
let expert: Actor
let another: string

beforeAll(async () => {
  clock = manualClock(start)
  app = await startTestApp({ isWorker: false }, { clock })
  services = app.services
  scene = await addScene(services)
  admin = await actor(services, cast.administrator)
  manager = await actor(services, cast.manager)
  serviceCenter = await actor(services, cast.serviceCenter)
  expert = await actor(services, cast.techExpert)
  const center = await services.prisma.serviceCenter.create({ data: { name: 'Другой', city: 'Уфа', region: 'Уфа' } })
  another = center.id
})
afterAll(() => app?.stop())

const soon = () => new Date(clock.now().getTime() + 24 * HOUR)
const rowOf = (id: string) => services.prisma.repair.findUniqueOrThrow({ where: { id } })
const move = (by: Actor, id: string, transition: string, input = {}) =>
  transitionRepair(services, by, { id, transition, input })
const codeOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!isDomainError(error)) throw error ?? new Error('not refused')
  return error.code
}
const detailsOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!isDomainError(error)) throw error ?? new Error('not refused')
  return { code: error.code, ...error.details }
}

/** A repair with everything that guards ask for, put into the status. */
async function repairIn(status: RepairStatus): Promise<string> {
  const { id } = await addRepair(services, scene)
  await addDocuments(services, id, ['CLAIM_REPORT', 'COMPLETION_REPORT'])
  const data = { status, visitAt: soon(), diagnosis: 'Тэн', warrantyVerdict: 'WARRANTY' as const }
  await services.prisma.repair.update({ where: { id }, data: { ...data, moveParty: repairStatuses[status].party } })
  return id
}

function inputOf(rule: RepairTransitionRule) {
  const all = { comment: 'Так надо', visitAt: soon(), serviceCenterId: another }
  return {
    ...(rule.input.comment && { comment: all.comment }),
    ...(rule.input.visitAt && { visitAt: all.visitAt }),
    ...(rule.input.serviceCenter && { serviceCenterId: all.serviceCenterId }),
  }
}

describe.each(repairStatusNames)('from %s', (status) => {
  test.each(repairTransitionNames)('%s goes exactly where the workflow says', async (name) => {
    const rule: RepairTransitionRule = repairTransitions[name]
    const id = await repairIn(status)
    const entries = () => services.prisma.feedEntry.count({ where: { repairId: id, kind: 'TRANSITION' } })
    if (!rule.from.includes(status)) {
      expect(await codeOf(move(admin, id, name, inputOf(rule)))).toBe('TRANSITION_UNAVAILABLE')
      expect((await rowOf(id)).status).toBe(status)
      expect(await entries()).toBe(0)
      return
    }
    await move(admin, id, name, inputOf(rule))
    const after = await rowOf(id)
    const { party, obligation } = repairStatuses[rule.to]
    expect(after).toMatchObject({ status: rule.to, moveParty: party, statusSince: clock.now() })
    expect(await entries()).toBe(1)
    const open = await services.prisma.obligation.findMany({ where: { repairId: id, metAt: null, cancelledAt: null } })
    expect(open.map(({ kind }) => kind)).toEqual(obligation ? [obligation.kind] : [])
    expect(after.dueAt).toEqual(open[0]?.dueAt ?? null)
  })
})

describe('a transition', () => {
  test('that two people make at once is made once: one feed entry, one job, one letter', async () => {
    const { id } = await addRepair(services, scene)
    const visitAt = soon()
    const results = await Promise.allSettled([
      move(serviceCenter, id, 'scheduleVisit', { visitAt }),
      move(serviceCenter, id, 'scheduleVisit', { visitAt }),
    ])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const where = { repairId: id, transition: 'scheduleVisit' }
    expect(await services.prisma.feedEntry.count({ where })).toBe(1)
    const letters = { repairId: id, template: 'VISIT_SCHEDULED' }
    expect(await services.prisma.outboxMessage.count({ where: letters })).toBe(1)
    const { rows } = await services.pool.query(
      "select 1 from jobs.job where name = 'record-visit' and data->>'repairId' = $1",
      [id],
    )
    expect(rows).toHaveLength(1)
  })

  test('leaves nothing behind when a later part of it fails', async () => {
    const { id } = await addRepair(services, scene)
    const broken: Services = {
      ...services,
      jobs: { ...services.jobs, enqueue: () => Promise.reject(new Error('no queue')) },
    }
    const before = await rowOf(id)
    const work = transitionRepair(broken, serviceCenter, {
      id,
      transition: 'scheduleVisit',
      input: { visitAt: soon() },
    })
    await expect(work).rejects.toThrow('no queue')
    expect(await rowOf(id)).toEqual(before)
    expect(await services.prisma.feedEntry.count({ where: { repairId: id, kind: 'TRANSITION' } })).toBe(0)
  })

  test('is refused without its right, to a client and to the system unless the workflow lets it', async () => {
    const { id } = await addRepair(services, scene)
    expect(await codeOf(move(serviceCenter, id, 'cancel', { comment: 'нет' }))).toBe('FORBIDDEN')
    expect(await codeOf(move(client, id, 'scheduleVisit', { visitAt: soon() }))).toBe('FORBIDDEN')
    expect(await codeOf(move(system, id, 'scheduleVisit', { visitAt: soon() }))).toBe('FORBIDDEN')
  })

  test("of another organisation's repair is refused like that of one that does not exist", async () => {
    const { id } = await addRepair(services, scene)
    await services.prisma.repair.update({ where: { id }, data: { serviceCenterId: another } })
    expect(await codeOf(move(serviceCenter, id, 'scheduleVisit', { visitAt: soon() }))).toBe('NOT_FOUND')
    expect(await codeOf(move(serviceCenter, 'nonsense', 'scheduleVisit'))).toBe('NOT_FOUND')
    expect(await codeOf(move(admin, another, 'scheduleVisit'))).toBe('NOT_FOUND')
  })

  test('that is not in the workflow, or comes with values it does not take, is refused', async () => {
    const { id } = await addRepair(services, scene)
    expect(await codeOf(move(admin, id, 'constructor'))).toBe('TRANSITION_UNAVAILABLE')
    const extra = move(admin, id, 'scheduleVisit', { visitAt: soon(), serviceCenterId: another })
    expect(await detailsOf(extra)).toMatchObject({ problems: [{ key: 'serviceCenter', problem: 'NOT_ASKED' }] })
  })

  test('lists every unmet guard, and is refused up front without the right to read what they rest on', async () => {
    const id = await repairIn('DIAGNOSIS')
    await services.prisma.repair.update({ where: { id }, data: { diagnosis: null, warrantyVerdict: null } })
    const full = await detailsOf(move(expert, id, 'confirmDiagnosis'))
    expect(full).toEqual({
      code: 'GUARDS_UNMET',
      unmet: [
        { code: 'FIELD_REQUIRED', key: 'diagnosis' },
        { code: 'FIELD_REQUIRED', key: 'warrantyVerdict' },
      ],
    })
    const { id: employeeId } = await services.prisma.employee.findUniqueOrThrow({ where: { email: cast.techExpert } })
    const exception = { employeeId, fieldId: services.catalog.field('repair', 'diagnosis').id }
    const { id: setById } = await services.prisma.employee.findUniqueOrThrow({ where: { email: cast.administrator } })
    await services.prisma.employeeField.create({ data: { ...exception, access: 'NONE', setById } })
    const blind = await actor(services, cast.techExpert)
    const without = await detailsOf(move(blind, id, 'confirmDiagnosis'))
    await services.prisma.repair.update({ where: { id }, data: { diagnosis: 'ТЭН', warrantyVerdict: 'WARRANTY' } })
    const filled = await detailsOf(move(blind, id, 'confirmDiagnosis'))
    await services.prisma.employeeField.delete({ where: { employeeId_fieldId: exception } })
    expect([without, filled]).toEqual([{ code: 'FORBIDDEN_FIELD' }, { code: 'FORBIDDEN_FIELD' }])
  })

  test('to a visit in the past is refused, by input and by field', async () => {
    const { id } = await addRepair(services, scene)
    const visitAt = new Date(clock.now().getTime() - 1)
    const problems = [{ key: 'visitAt', problem: 'IN_PAST' }]
    expect(await detailsOf(move(serviceCenter, id, 'scheduleVisit', { visitAt }))).toMatchObject({ problems })
    expect(await detailsOf(updateRepair(services, serviceCenter, { id, patch: { visitAt } }))).toMatchObject({
      problems,
    })
  })

  test('to another service centre takes the repair out of the first one’s sight and forgets its visit', async () => {
    const { id } = await addRepair(services, scene)
    await move(serviceCenter, id, 'scheduleVisit', { visitAt: soon() })
    await move(manager, id, 'reassign', { serviceCenterId: another, comment: 'Ближе' })
    expect(await rowOf(id)).toMatchObject({ status: 'ASSIGNED', serviceCenterId: another, visitAt: null })
    expect(await codeOf(move(serviceCenter, id, 'scheduleVisit', { visitAt: soon() }))).toBe('NOT_FOUND')
    const [latest] = await services.prisma.obligation.findMany({ where: { repairId: id }, orderBy: { id: 'desc' } })
    expect(latest).toMatchObject({ kind: 'SCHEDULE_VISIT', serviceCenterId: another })
  })
})

describe('the visit', () => {
  test('is recorded by the system at its time, once', async () => {
    const { id } = await addRepair(services, scene)
    const visitAt = soon()
    await move(serviceCenter, id, 'scheduleVisit', { visitAt })
    const data = { repairId: id, visitAt: visitAt.toISOString() }
    clock.advance(25 * HOUR)
    await recordVisitJob.handler(services, data)
    await recordVisitJob.handler(services, data)
    expect(await rowOf(id)).toMatchObject({ status: 'AWAITING_DOCUMENTS', visitedAt: visitAt })
    const entries = await services.prisma.feedEntry.findMany({ where: { repairId: id, transition: 'recordVisit' } })
    expect(entries.map(({ actor }) => actor)).toEqual(['SYSTEM'])
  })

  test('that was moved is not recorded at its former time', async () => {
    const { id } = await addRepair(services, scene)
    const former = soon()
    await move(serviceCenter, id, 'scheduleVisit', { visitAt: former })
    const moved = new Date(former.getTime() + 24 * HOUR)
    await updateRepair(services, serviceCenter, { id, patch: { visitAt: moved } })
    clock.advance(26 * HOUR)
    await recordVisitJob.handler(services, { repairId: id, visitAt: former.toISOString() })
    expect(await rowOf(id)).toMatchObject({ status: 'VISIT_SCHEDULED', visitAt: moved, dueAt: moved })
    const { rows } = await services.pool.query(
      "select 1 from jobs.job where name = 'record-visit' and data->>'repairId' = $1",
      [id],
    )
    expect(rows).toHaveLength(2)
  })
})

describe('the options', () => {
  const names = async (by: Actor, id: string) => {
    if (by.kind !== 'employee') throw new Error('not an employee')
    return optionsOf(services, by.viewer, id)
  }

  test('name the next step as primary to the party whose move it is, and to nobody else', async () => {
    const { id } = await addRepair(services, scene)
    const primary = async (by: Actor) => (await names(by, id)).filter((one) => one.isPrimary).map(({ name }) => name)
    expect(await primary(serviceCenter)).toEqual(['scheduleVisit'])
    expect(await primary(manager)).toEqual([])
    await move(serviceCenter, id, 'scheduleVisit', { visitAt: soon() })
    await addDocuments(services, id, ['CLAIM_REPORT', 'COMPLETION_REPORT'])
    await move(serviceCenter, id, 'submitDocuments')
    expect(await primary(expert)).toEqual(['confirmDiagnosis'])
    expect(await names(serviceCenter, id)).toEqual([expect.objectContaining({ name: 'refuse', isDangerous: true })])
  })

  test('list what is missing, but not what their own dialog asks for', async () => {
    const { id } = await addRepair(services, scene)
    const schedule = (await names(serviceCenter, id)).find(({ name }) => name === 'scheduleVisit')
    expect(schedule).toMatchObject({ to: 'VISIT_SCHEDULED', unmet: [] })
    expect(schedule?.inputs).toContainEqual({ name: 'visitAt', isRequired: true })
    await move(serviceCenter, id, 'scheduleVisit', { visitAt: soon() })
    const submit = (await names(serviceCenter, id)).find(({ name }) => name === 'submitDocuments')
    expect(submit?.unmet.map(({ key }) => key)).toEqual(['CLAIM_REPORT', 'COMPLETION_REPORT'])
  })

  test('are none for a repair out of sight', async () => {
    const { id } = await addRepair(services, scene)
    await services.prisma.repair.update({ where: { id }, data: { serviceCenterId: another } })
    expect(await names(serviceCenter, id)).toEqual([])
  })
})
