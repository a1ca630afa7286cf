import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import type { DomainErrorCode } from '@naryad/domain'

/** NETWORK: the server was not reached, so whether it acted is not known. OUTDATED: the page is older than the server. */
export type FailureCode = DomainErrorCode | 'NETWORK' | 'OUTDATED'

/** Why an operation gave no data. */
export class RequestError extends Error {
  readonly code: FailureCode
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: FailureCode, details: Readonly<Record<string, unknown>> = {}, options?: ErrorOptions) {
    super(code, options)
    this.name = 'RequestError'
    this.code = code
    this.details = details
  }
}

/** The failure that was thrown; anything but a RequestError is a bug of ours and counts as INTERNAL. */
export function failureOf(thrown: unknown): RequestError {
  return thrown instanceof RequestError ? thrown : new RequestError('INTERNAL', {}, { cause: thrown })
}

/** Catalog keys of the fields that a VALIDATION refuses: the server sends `problems: [{ key, problem }]`. */
export function refusedKeys({ problems }: RequestError['details']): string[] {
  const isNamed = (each: unknown): each is { key: string } =>
    typeof each === 'object' && each !== null && 'key' in each && typeof each.key === 'string'
  return Array.isArray(problems) ? problems.filter(isNamed).map(({ key }) => key) : []
}

interface Answer {
  data?: unknown
  errors?: readonly {
    extensions?: { code?: FailureCode | 'PERSISTED_QUERY_NOT_FOUND'; details?: Record<string, unknown> }
  }[]
}

/** What the code generator writes beside a document. */
type Hashed = { __meta__?: { hash?: string } }

/** A mobile connection that is silent for so long is gone. */
const TIMEOUT_MS = 30_000

/**
 * Sends an operation by its hash.
 *
 * @throws RequestError
 */
export async function execute<Result, Variables>(
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
  endpoint = '/graphql',
): Promise<Result> {
  const request = {
    operationName: operationName(document),
    variables,
    extensions: { persistedQuery: { version: 1, sha256Hash: (document as Hashed).__meta__?.hash } },
  }
  let answer = await post(endpoint, request)
  if (import.meta.env.DEV && isUnknownDocument(answer)) {
    // the server of a developer has not read the hashes since this document was changed
    const { print } = await import('graphql')
    answer = await post(endpoint, { ...request, query: print(document), extensions: undefined })
  }
  if (isUnknownDocument(answer)) throw new RequestError('OUTDATED')
  const error = answer.errors?.[0]
  if (error) {
    const code = error.extensions?.code
    throw new RequestError(!code || code === 'PERSISTED_QUERY_NOT_FOUND' ? 'INTERNAL' : code, error.extensions?.details)
  }
  // the shape is the document's: the types of both come from one schema
  return answer.data as Result
}

async function post(endpoint: string, body: unknown): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'x-naryad-csrf': '1' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch (cause) {
    throw new RequestError('NETWORK', {}, { cause })
  }
  try {
    const answer: unknown = await response.json()
    if (isAnswer(answer)) return answer
  } catch (cause) {
    if (response.ok) throw new RequestError('NETWORK', {}, { cause })
  }
  // a proxy in between answers in its own words
  throw new RequestError(response.status === 429 ? 'THROTTLED' : 'UNAVAILABLE')
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && ('data' in value || 'errors' in value)
}

function isUnknownDocument({ errors }: Answer): boolean {
  const extensions = errors?.[0]?.extensions
  return extensions?.code === 'PERSISTED_QUERY_NOT_FOUND' || extensions?.details?.reason === 'UNKNOWN_DOCUMENT'
}

function operationName(document: TypedDocumentNode<unknown, never>): string | undefined {
  for (const definition of document.definitions) {
    if (definition.kind === 'OperationDefinition') return definition.name?.value
  }
  return undefined
}
