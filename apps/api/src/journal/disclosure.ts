/**
 * Who gains a record by a link. A partner sees the clients, contacts and units that the partner's own requests and repairs
 * name, so that a link shows a record to everybody who sees what it hangs on. What a partner would see by a link and does
 * not see yet is put to an employee of the company, in so many words, before anything is written.
 */
import { createHash } from 'node:crypto'
import { DomainError } from '@naryad/domain'
import { organisationSees } from '../gate/disclosure.ts'
import { type FieldName, readsAll } from '../gate/field-name.ts'
import { type Organisation, organisationMayRead } from '../gate/recipient.ts'
import { canRead, rowScope, type Viewer } from '../gate/viewer.ts'
import type { Change } from './journal.ts'
import type { PatchEntry } from './patch.ts'
import { canSee } from './rights.ts'

/** Records that a request or repair links to, and shows to whoever sees it. */
export const linkKeys = ['client', 'contact', 'equipment'] as const
export type LinkKey = (typeof linkKeys)[number]
export type Links = Readonly<Record<`${LinkKey}Id`, string | null>>

/**
 * `LINK`: is it this record, and may its partners see it; `SHOW`: may they see what was linked by hand; `ADD_CONTACT`,
 * `SET_OWNER`: may a known record be changed.
 */
export type LinkQuestionKind = 'LINK' | 'SHOW' | 'ADD_CONTACT' | 'SET_OWNER'

export interface LinkQuestion {
  kind: LinkQuestionKind
  entity: LinkKey
  /** The known record. */
  recordId: string
  /** Partners who do not see the record yet and would by the link. */
  partners?: readonly Organisation[]
  /** The person who would become a contact, as far as the viewer reads of it. */
  contact?: Readonly<Record<'name' | 'phone' | 'email', string | null>>
  /** Is asked only where this other question is answered with yes. */
  dependsOn?: string | null
}

export interface LinkAnswer {
  /** Id of the question. It stands for everything that the question told: where that has changed, it is another. */
  question: string
  isYes: boolean
}

export interface LinkQuestions {
  /** The answer, or null when there is none yet; then the change is refused by `refuseOpen`. */
  ask(question: LinkQuestion): Promise<{ id: string; isYes: boolean | null }>
  /** @throws DomainError CONFIRMATION_REQUIRED with every question that has no answer */
  refuseOpen(): void
}

/** Questions of one change, with the answers that came along. */
export function openQuestions(change: Change, answers: readonly LinkAnswer[]): LinkQuestions {
  const given = new Map(answers.map(({ question, isYes }) => [question, isYes]))
  const open: object[] = []
  return {
    async ask(question) {
      const { kind, entity, recordId, partners = [], contact = null, dependsOn = null } = question
      const told = await Promise.all(
        partners.map(async (partner) => ({ partner, fields: await fieldsFor(change, partner, entity) })),
      )
      const id = createHash('sha256')
        .update(JSON.stringify([kind, entity, recordId, told, contact]))
        .digest('base64url')
        .slice(0, 22)
      const isYes = given.get(id) ?? null
      if (isYes === null) {
        open.push({
          id,
          kind,
          record: await named(change, entity, recordId),
          partners: await Promise.all(
            told.map(async ({ partner, fields }) => ({ ...(await partnerNamed(change, partner)), fields })),
          ),
          contact,
          dependsOn,
        })
      }
      return { id, isYes }
    },
    refuseOpen() {
      if (open.length) throw new DomainError('CONFIRMATION_REQUIRED', { questions: open })
    },
  }
}

/**
 * The partners among those who see the record's request or repair to whom a link would newly show it. A partner who makes
 * the link sees its target already.
 */
export async function newlyShownTo(
  { tx, services, viewer }: Change,
  holders: readonly Organisation[],
  entity: LinkKey,
  id: string,
): Promise<Organisation[]> {
  const shown: Organisation[] = []
  for (const holder of holders) {
    if (viewer && isOwn(viewer, holder)) continue
    if (!(await organisationSees(tx, services.catalog, holder, entity, id))) shown.push(holder)
  }
  return shown
}

/** Fields by which partners come to see clients, contacts and units. */
const sightRestsOn = (['serviceRequest', 'repair'] as const).flatMap((record) =>
  ['dealer', ...linkKeys].map((key): FieldName => `${record}.${key}`),
)

/**
 * Whether the viewer may be told by a question, or by there being none, what a partner sees already: an employee of the
 * company who reads of all requests and repairs whose they are and what they show.
 */
export function mayKnowSight({ viewer, services: { catalog } }: Pick<Change, 'viewer' | 'services'>): boolean {
  if (viewer === null || viewer.affiliation !== 'OFFICE') return true
  const seesAll = (['serviceRequest', 'repair'] as const).every((record) => rowScope(viewer, record, 'read') === 'ALL')
  return seesAll && readsAll(viewer, catalog, sightRestsOn)
}

/** Fields that say who sees a record. */
const holderKeys = { serviceRequest: ['dealer', 'author'], repair: ['dealer'] } as const

/**
 * Asks an employee of the company about the links of a request or repair that its holders would newly see.
 *
 * @param links ids of the links that are new to the record, or of all of them where a holder is new to it
 * @throws DomainError CONFIRMATION_REQUIRED until each is agreed to; FORBIDDEN_FIELD for an employee to whom the holders
 *   are hidden, or what they see already: there being a question would tell
 */
export async function requireConfirmed(
  change: Change,
  record: keyof typeof holderKeys,
  holders: readonly Organisation[],
  links: Partial<Links>,
  answers: readonly LinkAnswer[],
): Promise<void> {
  const { viewer, services } = change
  if (!linkKeys.some((key) => links[`${key}Id`])) return
  // what a partner links is in the partner's own rows, and nobody else's people see it before the company has decided
  if (viewer && viewer.affiliation !== 'OFFICE') return
  const reads = (key: string) => !viewer || canRead(viewer, services.catalog, record, key)
  if (!holderKeys[record].every(reads) || !mayKnowSight(change)) throw new DomainError('FORBIDDEN_FIELD')
  const questions = openQuestions(
    change,
    answers.filter(({ isYes }) => isYes),
  )
  for (const entity of linkKeys) {
    const recordId = links[`${entity}Id`]
    if (!recordId) continue
    const partners = await newlyShownTo(change, holders, entity, recordId)
    if (partners.length) await questions.ask({ kind: 'SHOW', entity, recordId, partners })
  }
  questions.refuseOpen()
}

/** What decides who sees a repair and what it shows. */
const officeKeys: ReadonlySet<string> = new Set([...linkKeys, 'serviceCenter', 'dealer'])

/**
 * Who sees a repair, and what it shows to all of its partners, is the company's to decide, whatever a role may write.
 *
 * @throws DomainError FORBIDDEN_FIELD
 */
export function requireOfficeForLinks({ viewer }: Pick<Change, 'viewer'>, entries: readonly PatchEntry[]): void {
  if (viewer === null || viewer.affiliation === 'OFFICE') return
  if (entries.some(({ rule }) => officeKeys.has(rule.key))) throw new DomainError('FORBIDDEN_FIELD')
}

function isOwn({ dealerId, serviceCenterId }: Viewer, organisation: Organisation): boolean {
  return 'dealerId' in organisation
    ? organisation.dealerId === dealerId
    : organisation.serviceCenterId === serviceCenterId
}

/** Catalog keys of what the partner may come to read of a record; lists have row rules of their own. */
async function fieldsFor(change: Change, partner: Organisation, entity: LinkKey): Promise<string[]> {
  const reads = await organisationMayRead(change, partner)
  const fields = [...change.services.catalog.entity(entity).fields.values()]
  return fields.filter(({ key, many }) => many === null && reads(entity, key)).map(({ key }) => key)
}

function partnerNamed(change: Change, partner: Organisation) {
  return 'dealerId' in partner
    ? named(change, 'dealer', partner.dealerId)
    : named(change, 'serviceCenter', partner.serviceCenterId)
}

/** A record with its title, as far as the viewer reads it. */
async function named({ tx, services, viewer }: Change, entity: LinkKey | 'dealer' | 'serviceCenter', id: string) {
  const { title } = services.catalog.entity(entity)
  const isReadable =
    title !== null &&
    (!viewer || (canRead(viewer, services.catalog, entity, title) && (await canSee(services, tx, viewer, entity, id))))
  return { entity, id, title: isReadable ? await titleOf(tx, entity, id) : null }
}

async function titleOf(tx: Change['tx'], entity: LinkKey | 'dealer' | 'serviceCenter', id: string): Promise<string> {
  const where = { where: { id } }
  switch (entity) {
    case 'client':
      return (await tx.client.findUniqueOrThrow(where)).name
    case 'contact':
      return (await tx.contact.findUniqueOrThrow(where)).name
    case 'equipment':
      return (await tx.equipment.findUniqueOrThrow(where)).serialNumber ?? ''
    case 'dealer':
      return (await tx.dealer.findUniqueOrThrow(where)).name
    case 'serviceCenter':
      return (await tx.serviceCenter.findUniqueOrThrow(where)).name
  }
}
