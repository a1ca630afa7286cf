import { DomainError, normalizeSearch } from '@naryad/domain'
import type { Services } from '../../context.ts'
import { type Eyes, findNamed, type Named } from '../../gate/recognition.ts'
import { canRead, type Viewer } from '../../gate/viewer.ts'
import { email, inn, parse, phone } from '../../journal/patch.ts'

/** What a client can be told by, normalised. */
export interface Identity {
  inn: string | null
  phone: string | null
  email: string | null
}

export interface KnownClient {
  id: string
  /** Told by the INN, or by phone or e-mail under the same name. */
  isCertain: boolean
}

/**
 * The client whom the INN names, else the phone, else the e-mail, his contacts' included; null when none or several.
 * Searches the viewer's rows by fields that the viewer may read. A client with another INN is never meant: one person
 * may speak for two companies. Where no employee looks, the INN alone names a client.
 */
export async function findClient(
  eyes: Eyes,
  identity: Identity & { clientName: string | null },
): Promise<KnownClient | null> {
  for (const { by, conditions } of searches(eyes, identity)) {
    const [id, another] = await findNamed(eyes, 'client', conditions)
    if (another) return null
    if (!id) continue
    return { id, isCertain: by === 'inn' || (await isCalled(eyes, id, identity.clientName)) }
  }
  return null
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
  for (const key of ['inn', 'phone', 'email'] as const) {
    if (identity[key] !== null && !canRead(viewer, services.catalog, 'client', key)) {
      throw new DomainError('FORBIDDEN_FIELD')
    }
  }
  const known = await findClient({ tx: services.prisma, services, viewer }, { ...identity, clientName: null })
  return known?.id ?? null
}

/** The contact of the client with this name and phone or e-mail, as far as the viewer may know; null when there is none. */
export async function findContact(
  eyes: Eyes,
  about: { clientId: string; name: string; phone: string | null; email: string | null },
): Promise<string | null> {
  const { clientId, name, phone, email } = about
  const reachable = [
    ...(phone ? [{ field: 'phone', value: phone }] : []),
    ...(email ? [{ field: 'email', value: email }] : []),
  ]
  const conditions: Named[][] = [
    [{ field: 'client', value: clientId }],
    [{ field: 'name', value: name }],
    ...(reachable.length ? [reachable] : []),
  ]
  const [id] = await findNamed(eyes, 'contact', conditions)
  return id ?? null
}

function searches({ viewer, services: { catalog } }: Eyes, { inn, phone, email }: Identity) {
  const mayRead = (key: string) => viewer === null || canRead(viewer, catalog, 'client', key)
  // a hidden INN decides nothing
  const notAnother: Named[][] = inn !== null && mayRead('inn') ? [[{ field: 'inn', value: inn, isEmptyToo: true }]] : []
  const found: { by: keyof Identity; conditions: Named[][] }[] = []
  if (inn !== null) found.push({ by: 'inn', conditions: [[{ field: 'inn', value: inn }]] })
  if (viewer === null) return found
  for (const [by, value] of [
    ['phone', phone],
    ['email', email],
  ] as const) {
    const named = value === null ? [] : [by, `contacts.${by}`].map((field) => ({ field, value }))
    if (named.length) found.push({ by, conditions: [...notAnother, named] })
  }
  return found
}

async function isCalled({ tx, services, viewer }: Eyes, id: string, name: string | null): Promise<boolean> {
  if (name === null || (viewer && !canRead(viewer, services.catalog, 'client', 'name'))) return false
  const client = await tx.client.findUniqueOrThrow({ where: { id }, select: { name: true } })
  return normalizeSearch(client.name) === normalizeSearch(name)
}

function normalized(rule: Parameters<typeof parse>[0], sent: string | null | undefined): string | null {
  const parsed = parse(rule, sent)
  return 'value' in parsed && typeof parsed.value === 'string' ? parsed.value : null
}
