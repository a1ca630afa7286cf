import { existsSync, readFileSync } from 'node:fs'
import { DomainError } from '@naryad/domain'
import { z } from 'zod'
import { isShallow } from '../gate/bounds.ts'
import { limits, MAX_VALUES, requireModest } from './limits.ts'

/** The text of an operation that a client asks for by hash or, where that is allowed, in full. */
export interface Documents {
  /**
   * @throws DomainError VALIDATION when the hash is unknown or a text comes where only hashes are taken;
   *   QUERY_TOO_COMPLEX for a text beyond the limits
   */
  textOf(request: OperationRequest): string
}

const MAX_NAME_LENGTH = 200

const requestSchema = z.object({
  query: z.string().max(limits.length).optional(),
  operationName: z.string().max(MAX_NAME_LENGTH).nullish(),
  variables: z
    .record(z.string().max(MAX_NAME_LENGTH), z.unknown())
    .refine((values) => isShallow(values))
    .nullish(),
  extensions: z
    .object({ persistedQuery: z.object({ sha256Hash: z.string().max(128) }).optional() })
    .loose()
    .nullish(),
})
export type OperationRequest = z.infer<typeof requestSchema>

/** @throws DomainError VALIDATION when it is not a GraphQL request, QUERY_TOO_COMPLEX when it has too many values */
export function parseRequest(body: unknown): OperationRequest {
  const parsed = requestSchema.safeParse(body)
  if (!parsed.success) throw new DomainError('VALIDATION', { reason: 'BAD_REQUEST' })
  if (countValues(parsed.data.variables, MAX_VALUES) > MAX_VALUES)
    throw new DomainError('QUERY_TOO_COMPLEX', { limit: 'values', max: MAX_VALUES })
  return parsed.data
}

/** Values in parsed JSON, objects and lists included; counting stops beyond `enough`. */
function countValues(value: unknown, enough: number): number {
  if (typeof value !== 'object' || value === null) return 1
  let count = 1
  for (const inner of Object.values(value)) {
    count += countValues(inner, enough - count)
    if (count > enough) break
  }
  return count
}

/**
 * The web client's own operations, kept by hash.
 *
 * @param file persisted-documents.json as codegen writes it; it may be absent while there is no client
 * @param isClosed takes nothing but these
 */
export function createDocuments(file: string, isClosed: boolean): Documents {
  const known = existsSync(file) ? z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8'))) : {}
  return {
    textOf({ query, extensions }) {
      const hash = extensions?.persistedQuery?.sha256Hash
      const persisted = hash !== undefined && Object.hasOwn(known, hash) ? known[hash] : undefined
      if (persisted !== undefined) return persisted
      if (query !== undefined && query !== '' && !isClosed) {
        requireModest(query)
        return query
      }
      throw new DomainError('VALIDATION', { reason: hash === undefined ? 'NO_DOCUMENT' : 'UNKNOWN_DOCUMENT' })
    },
  }
}
