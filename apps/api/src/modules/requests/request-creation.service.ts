import { formatRequestNumber, localDay } from '@naryad/domain'
import type { Prisma, RequestSource, ServiceRequest } from '../../../generated/prisma/client.ts'
import type { Change } from '../../journal/journal.ts'
import { lockNames } from '../../journal/lock-names.ts'
import { notify, officeWith } from '../notifications/notification.service.ts'
import { dueIn, openRequestObligation, recognise, statusRule } from './request-record.ts'

/** Columns of a request that its author, or whoever enters it for him, decides. */
export type RequestColumns = Omit<
  Prisma.ServiceRequestUncheckedCreateInput,
  'number' | 'status' | 'statusSince' | 'source' | 'createdAt' | 'submissionKey'
>

/**
 * The request that was sent under this key already, null for a new key. Until the end of the transaction nobody else
 * gets an answer for the same key, so that a request sent twice at once is one request.
 */
export async function findSubmission({ tx }: Change, submissionKey: string): Promise<ServiceRequest | null> {
  await lockNames(tx, [`submission ${submissionKey}`])
  return tx.serviceRequest.findUnique({ where: { submissionKey } })
}

/** Stores a new request, links it to the client and unit it names, and shows it to those who check requests. */
export async function addRequest(
  change: Change,
  source: RequestSource,
  submissionKey: string,
  given: RequestColumns,
): Promise<ServiceRequest> {
  const { tx, at } = change
  const status = 'NEW'
  const created = await tx.serviceRequest.create({
    data: {
      ...given,
      number: await nextNumber(change),
      status,
      statusSince: at,
      moveParty: statusRule(status).party,
      dueAt: dueIn(change, status),
      source,
      submissionKey,
      createdAt: at,
    },
  })
  await openRequestObligation(change, created)
  const request = await tx.serviceRequest.update({ where: { id: created.id }, data: await recognise(change, created) })
  const record = { requestId: request.id }
  await change.feed({ record, kind: 'CREATED' })
  change.wrote('serviceRequest', null, request)
  await notify(change, 'REQUEST_NEW', record, await officeWith(change, 'serviceRequest.takeIntoReview'))
  return request
}

async function nextNumber({ tx, at, services }: Change): Promise<string> {
  const rows = await tx.$queryRaw<{ next: number }[]>`select nextval('request_number_seq')::int as next`
  const year = Number(localDay(at, services.settings.timeZone).slice(0, 4))
  return formatRequestNumber(year, rows[0]?.next ?? 0)
}
