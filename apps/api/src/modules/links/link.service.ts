import { DomainError } from '@naryad/domain'
import type { LinkKind, PublicLink } from '../../../generated/prisma/client.ts'
import type { Services, Transaction } from '../../context.ts'
import { readToken, tokenOf } from '../../link-token.ts'

export interface NewLink {
  kind: LinkKind
  requestId?: string
  repairId?: string
  employeeId?: string
  /** Never, when omitted. */
  expiresAt?: Date
}

/** Makes a link for somebody without a session and returns its token. */
export async function createLink(
  services: Pick<Services, 'secrets' | 'clock'>,
  tx: Transaction,
  link: NewLink,
): Promise<string> {
  const { id } = await tx.publicLink.create({
    data: { ...link, createdAt: services.clock.now() },
    select: { id: true },
  })
  return tokenOf(services, id)
}

/** Token of the one link of this kind that the record has, made when it has none yet. */
export async function standingLink(
  services: Pick<Services, 'secrets' | 'clock'>,
  tx: Transaction,
  link: Pick<NewLink, 'kind'> & ({ requestId: string } | { repairId: string }),
): Promise<string> {
  const known = await tx.publicLink.findFirst({ where: link, select: { id: true } })
  return known ? tokenOf(services, known.id) : createLink(services, tx, link)
}

/**
 * The link behind a token that is still good. A tracking link opens any number of times.
 *
 * @throws DomainError NOT_FOUND for a token that was never given out or is of another kind, LINK_EXPIRED, LINK_USED
 */
export async function openLink(
  services: Pick<Services, 'secrets' | 'clock' | 'prisma'>,
  token: string,
  kind: LinkKind,
  tx: Transaction = services.prisma,
): Promise<PublicLink> {
  const link = await findLink(services, tx, token, kind)
  if (link.usedAt) throw new DomainError('LINK_USED')
  if (link.expiresAt && link.expiresAt <= services.clock.now()) throw new DomainError('LINK_EXPIRED')
  return link
}

/**
 * Opens a one-time link for good: of two callers one gets it.
 *
 * @throws DomainError as `openLink`
 */
export async function useLink(
  services: Pick<Services, 'secrets' | 'clock' | 'prisma'>,
  tx: Transaction,
  token: string,
  kind: LinkKind,
): Promise<PublicLink> {
  const link = await openLink(services, token, kind, tx)
  const usedAt = services.clock.now()
  const { count } = await tx.publicLink.updateMany({ where: { id: link.id, usedAt: null }, data: { usedAt } })
  if (count !== 1) throw new DomainError('LINK_USED')
  return { ...link, usedAt }
}

/** The link behind a genuine token, used and expired ones too. @throws DomainError NOT_FOUND */
export async function findLink(
  services: Pick<Services, 'secrets'>,
  tx: Transaction,
  token: string,
  kind: LinkKind,
): Promise<PublicLink> {
  const id = readToken(services, token)
  const link = id === null ? null : await tx.publicLink.findFirst({ where: { id, kind } })
  if (!link) throw new DomainError('NOT_FOUND')
  return link
}
