import { DomainError } from '@naryad/domain'
import { normalizeCidr } from '../sessions/address.service.ts'

const MAX_RANGES = 200
const MAX_NOTE = 200

export interface NewRange {
  cidr: string
  note: string | null
}

/**
 * The ranges as they are stored, each once.
 *
 * @throws DomainError VALIDATION with reason INVALID_CIDR and the text that is no network, TOO_MANY or TOO_LONG
 */
export function readRanges(typed: readonly { cidr: string; note?: string | null | undefined }[]): NewRange[] {
  if (typed.length > MAX_RANGES) throw new DomainError('VALIDATION', { reason: 'TOO_MANY', max: MAX_RANGES })
  const ranges = new Map<string, NewRange>()
  for (const range of typed) {
    const cidr = normalizeCidr(range.cidr)
    if (cidr === null) throw new DomainError('VALIDATION', { reason: 'INVALID_CIDR', cidr: range.cidr.slice(0, 100) })
    const sent = range.note ?? ''
    const note = sent.length > 2 * MAX_NOTE ? sent : sent.normalize('NFC').trim() || null
    if (note && note.length > MAX_NOTE) throw new DomainError('VALIDATION', { reason: 'TOO_LONG', max: MAX_NOTE })
    if (!ranges.has(cidr)) ranges.set(cidr, { cidr, note })
  }
  return [...ranges.values()]
}
