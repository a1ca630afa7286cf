import { afterAll, beforeAll, expect, test } from 'vitest'
import { cast, PASSWORD, startTestApp, type TestApp } from '../../../test/app.ts'
import { system } from '../../journal/actor.ts'
import { change } from '../../journal/journal.ts'
import { deliverMessage } from '../../mail/deliver-message.job.ts'
import { sendInvitation } from '../sessions/invitation.service.ts'

let app: TestApp
/** Address of the page that opens the account of the administrator, as his letter has it. */
let url: string

beforeAll(async () => {
  app = await startTestApp({ isWorker: false })
  const { services } = app
  const administrator = await services.prisma.employee.findUniqueOrThrow({ where: { email: cast.administrator } })
  url = await change(services, system, ({ tx }) => sendInvitation(services, tx, administrator))
})
afterAll(() => app?.stop())

const query = `query ($id: ID!, $filter: FilterInput, $search: String) {
  outboxMessages(filter: $filter, search: $search) { nodes { id text } }
  outboxMessage(id: $id) { text }
}`

async function read(email: string, list: { filter?: object; search?: string } = {}) {
  const { id } = await app.services.prisma.outboxMessage.findFirstOrThrow({ where: { template: 'INVITATION' } })
  const caller = await app.asEmployee(email)
  return JSON.stringify(await caller.graphql(query, { id, ...list }))
}

test('an administrator reads the letters that open accounts: without a mail server he hands the link on', async () => {
  expect(await read(cast.administrator)).toContain(url)
})

test('after the sudo moment no session, be it an administrator’s, reads what opens an account: it would choose the password', async () => {
  const caller = await app.asEmployee(cast.administrator)
  const { id } = await app.services.prisma.outboxMessage.findFirstOrThrow({ where: { template: 'INVITATION' } })
  const answer = async () => JSON.stringify(await caller.graphql(query, { id }))
  const count = () => caller.ask('{ totals(entity: "outboxMessage") { count } }')
  expect(await answer()).toContain(url)
  expect(await count()).toEqual({ totals: { count: 1 } })
  await app.services.prisma.session.updateMany({ data: { sudoUntil: null } })
  expect(await answer()).not.toContain(url)
  expect(await count()).toEqual({ totals: { count: 0 } })
  const confirm = 'mutation ($password: String!) { confirmIdentity(password: $password) { sudoUntil } }'
  await caller.ask(confirm, { password: PASSWORD })
  expect(await answer()).toContain(url)
})

test('whoever may read every message, and is no administrator, reads no letter that opens the account of another', async () => {
  const { prisma } = app.services
  const role = await prisma.role.findUniqueOrThrow({ where: { key: 'manager' }, include: { entities: true } })
  expect(role.entities).toContainEqual(expect.objectContaining({ entity: 'outboxMessage', readScope: 'ALL' }))
  expect(await read(cast.manager)).not.toContain(url)
  for (const readScope of ['ORGANISATION', 'OWN', 'ALL'] as const) {
    await prisma.roleEntity.updateMany({ where: { roleId: role.id, entity: 'outboxMessage' }, data: { readScope } })
    expect(await read(cast.manager)).not.toContain(url)
  }
})

test('nor one about his own account: an open session alone must not choose the password', async () => {
  const { prisma } = app.services
  const { id } = await prisma.employee.findUniqueOrThrow({ where: { email: cast.manager } })
  await prisma.outboxMessage.updateMany({ data: { employeeId: id } })
  expect(await read(cast.manager)).not.toContain(url)
})

test('a letter that opens an account keeps its link until it has gone out, for no longer', async () => {
  const { prisma } = app.services
  const sent: { text: string; html: string }[] = []
  const mail = {
    ...app.services.mail,
    send: async (message: { text: string; html: string }) => void sent.push(message),
  }
  const { id } = await prisma.outboxMessage.findFirstOrThrow({ where: { template: 'INVITATION' } })
  await prisma.outboxMessage.update({ where: { id }, data: { status: 'QUEUED' } })
  await deliverMessage.handler({ ...app.services, mail }, { messageId: id })
  expect([sent[0]?.text.includes(url), sent[0]?.html.includes(url)]).toEqual([true, true])
  const kept = await prisma.outboxMessage.findUniqueOrThrow({ where: { id } })
  expect([kept.status, `${kept.text}${kept.html}`.includes(url)]).toEqual(['SENT', false])
  expect(await read(cast.administrator)).not.toContain(url)
})
