import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Browser } from 'playwright-core'
import type { onTestFailed } from 'vitest'
import { createPrisma } from '../apps/api/src/db/client.ts'
import { readCatalog, syncFieldDefinitions } from '../apps/api/src/gate/catalog.ts'
import { tokenOf } from '../apps/api/src/link-token.ts'
import { installDefaults } from '../apps/api/src/modules/roles/defaults.ts'
import { hashPassword } from '../apps/api/src/modules/sessions/password.ts'
import { createSchema } from '../apps/api/src/server/schema.ts'
import { type App, type AppOptions, LINK_SECRET, startApp } from './app.ts'
import { launchBrowser, openPerson, type Person } from './browser.ts'
import { type Caller, callAs, PASSWORD } from './caller.ts'

/** Who works with the system in the journeys, by what he does there. */
export const staff = {
  administrator: { email: 'admin@naryad.demo', name: 'Андрей Громов', role: 'administrator' },
  manager: { email: 'manager@naryad.demo', name: 'Ольга Смирнова', role: 'manager' },
  colleague: { email: 'colleague@naryad.demo', name: 'Пётр Лебедев', role: 'manager' },
  accountant: { email: 'accountant@naryad.demo', name: 'Вера Кузнецова', role: 'accountant' },
  engineer: { email: 'service@naryad.demo', name: 'Ильдар Галиев', role: 'serviceCenter' },
  stranger: { email: 'stranger@naryad.demo', name: 'Сергей Волков', role: 'serviceCenter' },
  expert: { email: 'expert@naryad.demo', name: 'Николай Фёдоров', role: 'techExpert' },
  dealer: { email: 'dealer@naryad.demo', name: 'Марина Белова', role: 'dealer' },
} as const
export type StaffKey = keyof typeof staff

/** Organisations of the journeys. The manufacturer's only rule leads to the engineer's service centre. */
export const organisations = {
  manufacturer: 'Абат',
  serviceCenter: 'Казань-Сервис',
  otherServiceCenter: 'Тверь-Ремонт',
  dealer: 'Ресторан-Снаб',
} as const

/** A running system with its people and a browser. */
export interface Stage {
  app: App
  browser: Browser
  manufacturerId: string
  /** Somebody at a device of his own, not signed in. */
  visitor(device?: 'desktop' | 'phone', whenFailed?: typeof onTestFailed): Promise<Person>
  /** A colleague at a device of his own, signed in. */
  person(who: StaffKey, device?: 'desktop' | 'phone', whenFailed?: typeof onTestFailed): Promise<Person>
  /** The same session rights without a browser; one session for each. */
  caller(who: StaffKey): Promise<Caller>
  /** Rows of one statement, for what no page shows. */
  query<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>
  stop(): Promise<void>
}

/** Starts the server on a database of its own, fills in the organisations and their people, launches the browser. */
export async function setStage(options: AppOptions = {}): Promise<Stage> {
  const app = await startApp(options)
  const pool = new pg.Pool({ connectionString: app.databaseUrl, max: 2 })
  pool.on('error', () => {})
  const [{ manufacturerId }, browser] = await Promise.all([fillIn(pool), launchBrowser()])
  const callers = new Map<StaffKey, Promise<Caller>>()
  const people: Person[] = []

  const visitor: Stage['visitor'] = async (device, whenFailed) => {
    const person = await openPerson(browser, app.url, device, whenFailed)
    people.push(person)
    return person
  }
  const caller: Stage['caller'] = (who) => {
    const known = callers.get(who) ?? callAs(app.url, staff[who].email)
    callers.set(who, known)
    return known
  }
  return {
    app,
    browser,
    manufacturerId,
    visitor,
    caller,
    async person(who, device, whenFailed) {
      const [person, { cookie }] = await Promise.all([visitor(device, whenFailed), callAs(app.url, staff[who].email)])
      await takeSession(person, cookie, app.url)
      return person
    },
    async query<Row extends object>(sql: string, values: unknown[] = []) {
      return (await pool.query<Row>(sql, values)).rows
    },
    async stop() {
      await browser.close()
      await pool.end()
      await app.stop()
    },
  }
}

/** Gives a browser the session that a caller has. */
export async function takeSession({ page }: Person, cookie: string, url: string): Promise<void> {
  const [name = '', value = ''] = cookie.split('=')
  await page.context().addCookies([{ name, value, url }])
}

async function fillIn(pool: pg.Pool): Promise<{ manufacturerId: string }> {
  const prisma = createPrisma(pool, () => {})
  const catalog = readCatalog(createSchema())
  await syncFieldDefinitions(pool, catalog)
  const roles = await installDefaults({ pool, catalog })
  const place = { city: 'Казань', region: 'Республика Татарстан' }
  const serviceCenter = await prisma.serviceCenter.create({
    data: { name: organisations.serviceCenter, ...place, phone: '+78432001122', email: 'office@kazan-service.demo' },
  })
  const other = await prisma.serviceCenter.create({
    data: { name: organisations.otherServiceCenter, city: 'Тверь', region: 'Тверская область' },
  })
  const dealer = await prisma.dealer.create({ data: { name: organisations.dealer, ...place } })
  const passwordHash = await hashPassword(PASSWORD)
  const organisationOf: Partial<Record<StaffKey, { serviceCenterId: string } | { dealerId: string }>> = {
    engineer: { serviceCenterId: serviceCenter.id },
    stranger: { serviceCenterId: other.id },
    dealer: { dealerId: dealer.id },
  }
  const ids = new Map<string, string>()
  for (const [key, { email, name, role }] of Object.entries(staff) as [StaffKey, (typeof staff)[StaffKey]][]) {
    const data = { email, name, passwordHash, roleId: roles[role] ?? '', ...organisationOf[key] }
    ids.set(key, (await prisma.employee.create({ data })).id)
  }
  const { id: manufacturerId } = await prisma.manufacturer.create({
    data: { name: organisations.manufacturer, country: 'Россия' },
  })
  await prisma.assignmentRule.create({
    data: {
      manufacturerId,
      serviceCenterId: serviceCenter.id,
      managerId: ids.get('manager') ?? null,
      techExpertId: ids.get('expert') ?? null,
    },
  })
  await prisma.$disconnect()
  return { manufacturerId }
}

/** A request entered inside by the manager, as the words of the form. */
export function wordsOfRequest(stage: Pick<Stage, 'manufacturerId'>, words: Record<string, unknown> = {}) {
  return {
    clientName: 'ООО «Берёзка»',
    contactName: 'Анна Петрова',
    phone: '+78435551234',
    email: 'anna@berezka.demo',
    city: 'Казань',
    region: 'Республика Татарстан',
    address: 'ул. Баумана, 1',
    manufacturerId: stage.manufacturerId,
    model: 'ПКА-10',
    serialNumber: `SN-${randomUUID().slice(0, 8)}`,
    complaint: 'Не греет',
    submissionKey: randomUUID(),
    ...words,
  }
}

export interface MadeRepair {
  id: string
  number: string
  requestNumber: string
}

/** A repair of the engineer's service centre, made of a request by the services themselves. */
export async function makeRepair(stage: Stage, words: Record<string, unknown> = {}): Promise<MadeRepair> {
  const manager = await stage.caller('manager')
  const { createServiceRequest } = await manager.ask<{
    createServiceRequest: { serviceRequest: { id: string; number: string } }
  }>(
    `mutation ($input: ServiceRequestInput!) {
      createServiceRequest(input: $input) { serviceRequest { id number } }
    }`,
    { input: wordsOfRequest(stage, words) },
  )
  const { id, number: requestNumber } = createServiceRequest.serviceRequest
  const { transitionServiceRequest } = await manager.ask<{
    transitionServiceRequest: { repair: { id: string; number: string } }
  }>(
    `mutation ($id: ID!) {
      transitionServiceRequest(id: $id, transition: "accept") { repair { id number } }
    }`,
    { id },
  )
  return { ...transitionServiceRequest.repair, requestNumber }
}

const clientPages = { complete: 'COMPLETION', rate: 'RATING' } as const

/** The newest address that a client has of a page in a letter. Letters are kept without its token, so it is made anew. */
export async function clientLink({ app, query }: Stage, page: keyof typeof clientPages): Promise<string> {
  const sql = 'select id from public_links where kind::text = $1 order by created_at desc, id desc limit 1'
  const [link] = await query<{ id: string }>(sql, [clientPages[page]])
  if (!link) throw new Error(`no link to ${page}`)
  return `${app.url}/p/${page}/${tokenOf({ secrets: { linkKey: Buffer.from(LINK_SECRET) } }, link.id)}`
}
