import { existsSync, readFileSync } from 'node:fs'
import { DomainError } from '@naryad/domain'
import { z } from 'zod'
import { isShallow } from '../gate/bounds.ts'
import { limits, requireModest } from './limits.ts'

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

/** @throws DomainError VALIDATION when it is not a GraphQL request */
export function parseRequest(body: unknown): OperationRequest {
  const parsed = requestSchema.safeParse(body)
  if (!parsed.success) throw new DomainError('VALIDATION', { reason: 'BAD_REQUEST' })
  return parsed.data
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
