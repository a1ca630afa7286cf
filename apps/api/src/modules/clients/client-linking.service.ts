import { DomainError } from '@naryad/domain'
import type { Prisma } from '../../../generated/prisma/client.ts'
import type { Services, Transaction } from '../../context.ts'
import { canRead, type Viewer } from '../../gate/viewer.ts'
import { lockNames } from '../../journal/lock-names.ts'
import { email, inn, parse, phone } from '../../journal/patch.ts'
import { canSee } from '../../journal/rights.ts'

/** What a client can be told by, normalised. */
export interface Identity {
  inn: string | null
  phone: string | null
  email: string | null
}

/**
 * The client whom the INN names, else the phone, else the e-mail, his contacts' included; null when none or several.
 * A client with another INN is never meant: one person may speak for two companies.
 *
 * @param isKnown others are passed over, as if they were not there
 */
export async function findClient(
  tx: Transaction,
  identity: Identity,
  isKnown: (id: string) => Promise<boolean> = async () => true,
): Promise<string | null> {
  return firstMeant(tx, searches(identity), isKnown)
}

/**
 * The client an employee may mean, among those he sees and by what he may read of them.
 *
 * @returns his id; null when none or several, or when nothing that was sent is a whole INN, phone or e-mail
 * @throws DomainError FORBIDDEN_FIELD when asked about a field he may not read
 */
export async function recogniseClient(
  services: Services,
  viewer: Viewer,
  sent: { inn?: string | null; phone?: string | null; email?: string | null },
): Promise<string | null> {
  const identity = {
    inn: normalized(inn('inn'), sent.inn),
    phone: normalized(phone('phone'), sent.phone),
    email: normalized(email('email'), sent.email),
  }
  const mayRead = (entity: string, key: string) => canRead(viewer, services.catalog, entity, key)
  for (const key of ['inn', 'phone', 'email'] as const) {
    if (identity[key] !== null && !mayRead('client', key)) throw new DomainError('FORBIDDEN_FIELD')
  }
  const withContacts = mayRead('client', 'contacts') && mayRead('contact', 'phone') && mayRead('contact', 'email')
  const { prisma } = services
  return firstMeant(prisma, searches(identity, withContacts), (id) => canSee(services, prisma, viewer, 'client', id))
}

/** The one client of the first search that finds any; null when it finds several. */
async function firstMeant(
  tx: Transaction,
  searches: readonly Prisma.ClientWhereInput[],
  isKnown: (id: string) => Promise<boolean>,
): Promise<string | null> {
  for (const where of searches) {
    const known: string[] = []
    for (const { id } of await tx.client.findMany({ where, select: { id: true } })) {
      if (await isKnown(id)) known.push(id)
      if (known.length > 1) return null
    }
    if (known[0]) return known[0]
  }
  return null
}

/**
 * The client of a request: the one recognised or a new one. Of two requests of the same new client that are accepted at
 * once, the second finds the client of the first.
 */
export async function findOrCreateClient(
  tx: Transaction,
  about: Identity & {
    clientName: string
    contactName: string | null
    city: string | null
    region: string | null
    address: string | null
    createdAt: Date
  },
): Promise<string> {
  const { clientName: name, contactName, inn, phone, email, city, region, address, createdAt } = about
  const names = Object.entries({ inn, phone, email }).flatMap(([key, value]) =>
    value ? [`client ${key} ${value}`] : [],
  )
  await lockNames(tx, names)
  const known = await findClient(tx, about)
  if (known) return known
  const kind = inn === null && contactName !== null && contactName === name ? 'PERSON' : 'COMPANY'
  const created = await tx.client.create({
    data: { kind, name, inn, phone, email, city, region, address, createdAt },
    select: { id: true },
  })
  return created.id
}

/** The client's contact with this phone or e-mail, or a new one; null when no person was named. */
export async function findOrCreateContact(
  tx: Transaction,
  about: { clientId: string; name: string | null; phone: string | null; email: string | null; createdAt: Date },
): Promise<string | null> {
  const { clientId, name, phone, email, createdAt } = about
  if (name === null) return null
  const known = await tx.contact.findFirst({
    where: { clientId, OR: [{ name, phone }, ...(phone ? [{ phone }] : []), ...(email ? [{ email }] : [])] },
    orderBy: { id: 'asc' },
    select: { id: true },
  })
  if (known) return known.id
  const created = await tx.contact.create({ data: { clientId, name, phone, email, createdAt }, select: { id: true } })
  return created.id
}

function searches({ inn, phone, email }: Identity, withContacts = true): Prisma.ClientWhereInput[] {
  const notAnother: Prisma.ClientWhereInput = inn === null ? {} : { OR: [{ inn: null }, { inn }] }
  const by = (key: 'phone' | 'email', value: string): Prisma.ClientWhereInput => ({
    AND: [notAnother, { OR: [{ [key]: value }, ...(withContacts ? [{ contacts: { some: { [key]: value } } }] : [])] }],
  })
  return [
    ...(inn === null ? [] : [{ inn }]),
    ...(phone === null ? [] : [by('phone', phone)]),
    ...(email === null ? [] : [by('email', email)]),
  ]
}

function normalized(rule: Parameters<typeof parse>[0], sent: string | null | undefined): string | null {
  const parsed = parse(rule, sent)
  return 'value' in parsed && typeof parsed.value === 'string' ? parsed.value : null
}
