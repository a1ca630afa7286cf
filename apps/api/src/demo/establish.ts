import { v7 as uuid } from 'uuid'
import type { Services } from '../context.ts'
import { loadViewer, type Viewer } from '../gate/viewer.ts'
import { type Actor, employee } from '../journal/actor.ts'
import { installDefaults } from '../modules/roles/defaults.ts'
import { DEMO_PASSWORD } from '../modules/sessions/demo-accounts.ts'
import { hashPassword } from '../modules/sessions/password.ts'
import type { Company, Organisation } from './company.ts'

/** The company as stored; lists are in the order of the plan's. */
export interface Established {
  makerIds: string[]
  serviceCenterIds: string[]
  people: (Actor & { viewer: Viewer })[]
}

const DAY = 24 * 3_600_000
/** The company is older than the year that is shown. */
const AGE_DAYS = 500
/** How long units are under warranty: two years, the makers' usual one for professional equipment. */
export const WARRANTY_DAYS = 730

/** Stores what is there before the first request: roles, partners, people, rules, known clients and their equipment. */
export async function establish(services: Services, company: Company, now: Date): Promise<Established> {
  const { prisma } = services
  const createdAt = new Date(now.getTime() - AGE_DAYS * DAY)
  const roles = await installDefaults(services)
  const makerIds = company.makers.map(() => uuid())
  const serviceCenterIds = company.serviceCenters.map(() => uuid())
  const dealerIds = company.dealers.map(() => uuid())
  const peopleIds = company.people.map(() => uuid())
  const idAt = (ids: readonly string[], index: number | undefined) =>
    index === undefined ? null : (ids[index] ?? null)

  await prisma.manufacturer.createMany({
    data: company.makers.map(({ name, country }, index) => ({
      id: makerIds[index] ?? uuid(),
      name,
      country,
      createdAt,
    })),
  })
  const toRow = ({ name, phone, email, inn, place }: Organisation, id: string | undefined) => {
    const { city, region } = place
    return { id: id ?? uuid(), name, phone, email, inn, city, region, createdAt }
  }
  await prisma.serviceCenter.createMany({
    data: company.serviceCenters.map((center, index) => ({
      ...toRow(center, serviceCenterIds[index]),
      address: center.address,
    })),
  })
  await prisma.dealer.createMany({ data: company.dealers.map((dealer, index) => toRow(dealer, dealerIds[index])) })
  // every demo account has the same password, and hashing is slow on purpose
  const passwordHash = await hashPassword(DEMO_PASSWORD)
  await prisma.employee.createMany({
    data: company.people.map(({ name, email, phone, position, role, serviceCenter, dealer }, index) => ({
      id: peopleIds[index] ?? uuid(),
      name,
      email,
      phone,
      position,
      roleId: roles[role] ?? '',
      serviceCenterId: idAt(serviceCenterIds, serviceCenter),
      dealerId: idAt(dealerIds, dealer),
      passwordHash,
      createdAt,
    })),
  })
  await prisma.assignmentRule.createMany({
    data: company.rules.map(({ maker, region, category, priority, serviceCenter, manager, techExpert }) => ({
      manufacturerId: makerIds[maker] ?? '',
      region,
      category,
      priority,
      serviceCenterId: serviceCenterIds[serviceCenter] ?? '',
      managerId: idAt(peopleIds, manager),
      techExpertId: idAt(peopleIds, techExpert),
      createdAt,
    })),
  })
  await addClients(services, company, makerIds, now, createdAt)
  const people = await Promise.all(
    peopleIds.map(async (id) => {
      const viewer = await loadViewer(services, id)
      if (!viewer) throw new Error(`${id} is not an employee`)
      return { ...employee(viewer), kind: 'employee' as const, viewer }
    }),
  )
  return { makerIds, serviceCenterIds, people }
}

async function addClients({ prisma }: Services, company: Company, makerIds: string[], now: Date, createdAt: Date) {
  const known = company.clients.filter(({ isKnown }) => isKnown).map((client) => ({ ...client, id: uuid() }))
  await prisma.client.createMany({
    data: known.map(({ id, name, isPerson, inn, phone, email, place, address }) => {
      const kind = isPerson ? ('PERSON' as const) : ('COMPANY' as const)
      return { id, kind, name, inn, phone, email, city: place.city, region: place.region, address, createdAt }
    }),
  })
  await prisma.contact.createMany({
    data: known.flatMap(({ id, contacts }) => contacts.map((contact) => ({ ...contact, clientId: id, createdAt }))),
  })
  const daysAgo = (days: number) => new Date(Math.floor(now.getTime() / DAY - days) * DAY)
  await prisma.equipment.createMany({
    data: known.flatMap(({ id, units }) =>
      units.map(({ maker, model, category, serialNumber, boughtDaysAgo }) => ({
        manufacturerId: makerIds[maker] ?? '',
        clientId: id,
        model,
        category,
        serialNumber,
        purchasedOn: daysAgo(boughtDaysAgo),
        warrantyUntil: daysAgo(boughtDaysAgo - WARRANTY_DAYS),
        createdAt,
      })),
    ),
  })
}
