import { skipToken, useQuery } from '@apollo/client/react'
import { parseNumber } from '@naryad/domain'
import { RepairByNumberDocument, RequestByNumberDocument } from './documents.ts'

export type AskedRecord = { id: string | null; isMissing: boolean }

/** The record meant: repairs and requests are named by their number, others by their id. */
export function useAskedRecord(entity: string | null, record: string | null): AskedRecord {
  const isNumbered = entity === 'repair' || entity === 'serviceRequest'
  const number = record?.trim() ?? ''
  const isWhole = isNumbered && parseNumber(number) !== null
  const repair = useQuery(
    RepairByNumberDocument,
    entity === 'repair' && isWhole ? { variables: { number } } : skipToken,
  )
  const request = useQuery(
    RequestByNumberDocument,
    entity === 'serviceRequest' && isWhole ? { variables: { number } } : skipToken,
  )
  if (!isNumbered) return { id: record, isMissing: false }
  const { data } = entity === 'repair' ? repair : request
  const id = data?.record?.id ?? null
  return { id, isMissing: number !== '' && id === null && (!isWhole || data !== undefined) }
}
