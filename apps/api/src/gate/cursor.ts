import { createHmac, timingSafeEqual } from 'node:crypto'
import { DomainError } from '@naryad/domain'

/** Where a page ended: the values sorted by, as text, and the id. */
export interface Position {
  readonly values: readonly (string | null)[]
  readonly id: string
}

/** Five sorted values of the longest sort that there is, in base64url; the schema takes no longer one either. */
const MAX_LENGTH = 20_000

/** An opaque cursor. It holds only values that the reader was sorted by, and is signed, so that none can be made up. */
export function encodeCursor(key: Buffer, sort: string, position: Position): string {
  const body = Buffer.from(JSON.stringify([sort, position.values, position.id])).toString('base64url')
  return `${body}.${sign(key, body)}`
}

/** @throws DomainError VALIDATION when the cursor is not ours or belongs to another sort. */
export function decodeCursor(key: Buffer, sort: string, cursor: string): Position {
  if (cursor.length > MAX_LENGTH) throw new DomainError('VALIDATION', { reason: 'CURSOR' })
  const [body = '', signature = ''] = cursor.split('.')
  const expected = Buffer.from(sign(key, body))
  const given = Buffer.from(signature)
  if (expected.length !== given.length || !timingSafeEqual(expected, given))
    throw new DomainError('VALIDATION', { reason: 'CURSOR' })
  const [of, values, id] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [string, (string | null)[], string]
  if (of !== sort) throw new DomainError('VALIDATION', { reason: 'CURSOR' })
  return { values, id }
}

function sign(key: Buffer, body: string): string {
  return createHmac('sha256', key).update(`cursor:${body}`).digest('base64url').slice(0, 22)
}
