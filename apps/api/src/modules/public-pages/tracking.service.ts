import { DomainError, type RepairStatus, type RequestStatus, repairStatuses } from '@naryad/domain'
import type { Tracking, TrackingStep } from '../../../generated/graphql.ts'
import type { Prisma } from '../../../generated/prisma/client.ts'
import type { Services } from '../../context.ts'
import { tokenOf } from '../../link-token.ts'
import { findLink, openLink } from '../links/link.service.ts'

/** What the client is told of a request's own statuses; once accepted, the repair has the word. */
const requestStages: Record<RequestStatus, string> = {
  NEW: 'RECEIVED',
  IN_REVIEW: 'RECEIVED',
  RETURNED: 'RETURNED',
  ACCEPTED: 'RECEIVED',
  REJECTED: 'REJECTED',
}

const request = {
  select: {
    id: true,
    number: true,
    status: true,
    createdAt: true,
    model: true,
    manufacturer: { select: { name: true } },
  },
} satisfies Prisma.ServiceRequestDefaultArgs

const repair = {
  select: {
    id: true,
    number: true,
    status: true,
    createdAt: true,
    visitAt: true,
    ratedAt: true,
    manufacturer: { select: { name: true } },
    equipment: { select: { model: true } },
    serviceCenter: { select: { name: true, phone: true } },
    request,
  },
} satisfies Prisma.RepairDefaultArgs

type RequestRow = Prisma.ServiceRequestGetPayload<typeof request>
type RepairRow = Prisma.RepairGetPayload<typeof repair>

/**
 * Where a request and its repair stand, in the client's words.
 *
 * @throws DomainError NOT_FOUND, LINK_EXPIRED
 */
export async function track(services: Services, token: string): Promise<Tracking> {
  const { prisma } = services
  const link = await openLink(services, token, 'TRACKING')
  const ofRepair = link.repairId ? { id: link.repairId } : { requestId: link.requestId ?? '' }
  const repairRow: RepairRow | null = await prisma.repair.findUnique({ where: ofRepair, ...repair })
  const requestRow: RequestRow | null =
    repairRow?.request ??
    (link.requestId ? await prisma.serviceRequest.findUnique({ where: { id: link.requestId }, ...request }) : null)
  if (!requestRow && !repairRow) throw new DomainError('NOT_FOUND')
  const stage = repairRow ? repairStage(repairRow.status) : requestStage(requestRow?.status ?? '')
  const isOpen = stage !== 'DONE' && stage !== 'CANCELLED'
  const model = repairRow?.equipment?.model ?? requestRow?.model
  const maker = repairRow?.manufacturer.name ?? requestRow?.manufacturer?.name
  return {
    requestNumber: requestRow?.number ?? repairRow?.number ?? '',
    repairNumber: repairRow?.number ?? null,
    equipment: [maker, model].filter(Boolean).join(' ') || null,
    createdAt: (requestRow ?? repairRow)?.createdAt ?? link.createdAt,
    stage,
    history: await historyOf(services, requestRow, repairRow),
    visitAt: isOpen ? (repairRow?.visitAt ?? null) : null,
    serviceCenterName: repairRow?.serviceCenter?.name ?? null,
    serviceCenterPhone: repairRow?.serviceCenter?.phone ?? null,
    completionToken: stage === 'RETURNED' && requestRow ? await tokenFor(services, 'COMPLETION', requestRow.id) : null,
    ratingToken:
      stage === 'DONE' && repairRow && !repairRow.ratedAt ? await tokenFor(services, 'RATING', repairRow.id) : null,
  }
}

/** What the rating page shows; a link that was used shows that the repair is rated. @throws DomainError NOT_FOUND */
export async function ratingForm(services: Services, token: string) {
  const { repairId: id } = await findLink(services, services.prisma, token, 'RATING')
  const row =
    id &&
    (await services.prisma.repair.findUnique({
      where: { id },
      select: { ...repair.select, closedAt: true },
    }))
  if (!row) throw new DomainError('NOT_FOUND')
  if (!row.ratedAt && row.status !== 'CLOSED') throw new DomainError('LINK_EXPIRED')
  return {
    repairNumber: row.number,
    equipment: [row.manufacturer.name, row.equipment?.model].filter(Boolean).join(' ') || null,
    serviceCenterName: row.serviceCenter?.name ?? null,
    closedAt: row.closedAt,
    isRated: row.ratedAt !== null,
  }
}

/** Stages passed, oldest first: the status changes of the feed, in plain words, the same word only once in a row. */
async function historyOf(
  { prisma, catalog }: Services,
  requestRow: RequestRow | null,
  repairRow: RepairRow | null,
): Promise<TrackingStep[]> {
  const steps: TrackingStep[] = []
  const add = (stage: string, at: Date) => {
    if (steps.at(-1)?.stage !== stage) steps.push({ stage, at })
  }
  if (requestRow) {
    add('RECEIVED', requestRow.createdAt)
    const entries = await statusChanges(
      prisma,
      { requestId: requestRow.id },
      catalog.field('serviceRequest', 'status').id,
    )
    for (const { status, at } of entries) add(requestStage(status), at)
  }
  if (repairRow) {
    const entries = await statusChanges(prisma, { repairId: repairRow.id }, catalog.field('repair', 'status').id)
    add(repairStage(entries[0]?.former ?? repairRow.status), repairRow.createdAt)
    for (const { status, at } of entries) add(repairStage(status), at)
  }
  return steps
}

async function statusChanges(
  prisma: Services['prisma'],
  record: { requestId: string } | { repairId: string },
  fieldId: number,
): Promise<{ former: string; status: string; at: Date }[]> {
  const entries = await prisma.feedEntry.findMany({
    where: { ...record, kind: 'TRANSITION' },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { createdAt: true, changes: { where: { fieldId }, select: { oldValue: true, newValue: true } } },
  })
  return entries.flatMap(({ createdAt: at, changes: [change] }) =>
    change ? [{ former: String(change.oldValue), status: String(change.newValue), at }] : [],
  )
}

function repairStage(status: string): string {
  return Object.hasOwn(repairStatuses, status) ? repairStatuses[status as RepairStatus].stage : 'IN_WORK'
}

function requestStage(status: string): string {
  return Object.hasOwn(requestStages, status) ? requestStages[status as RequestStatus] : 'RECEIVED'
}

async function tokenFor(services: Services, kind: 'COMPLETION' | 'RATING', id: string): Promise<string | null> {
  const link = await services.prisma.publicLink.findFirst({
    where: { kind, ...(kind === 'COMPLETION' ? { requestId: id } : { repairId: id }), usedAt: null },
    orderBy: { createdAt: 'desc' },
    select: { id: true, expiresAt: true },
  })
  const isGood = link && (!link.expiresAt || link.expiresAt > services.clock.now())
  return isGood ? tokenOf(services, link.id) : null
}
