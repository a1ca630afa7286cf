import { instantAt, localDay } from '@naryad/domain'
import type { EmployeeCardFragment, ExceptionKeysInput } from '../../gql/graphql.ts'
import { organisationTimeZone } from '../../lib/format.ts'

/** Until when an exception holds: to the end of a day, or for ever. */
export type Until =
  | { kind: 'today' }
  | { kind: 'tomorrow' }
  | { kind: 'date'; day: string | null }
  | { kind: 'forever' }

const DAY_MS = 24 * 3_600_000
const LAST_MINUTE = 24 * 60 - 1

/** The instant at which the exception ends, as the server takes it; null: never. Undefined while no day is chosen. */
export function endOf(until: Until, now = new Date()): string | null | undefined {
  const zone = organisationTimeZone()
  if (until.kind === 'forever') return null
  if (until.kind === 'date') return until.day === null ? undefined : endOfDay(until.day, zone)
  return endOfDay(localDay(new Date(now.getTime() + (until.kind === 'tomorrow' ? DAY_MS : 0)), zone), zone)
}

/** The last minute that people still call that day. */
function endOfDay(day: string, zone: string): string {
  return instantAt(day, LAST_MINUTE, zone).toISOString()
}

type Card = Pick<EmployeeCardFragment, 'fieldExceptions' | 'actionExceptions' | 'scopeExceptions'>
type Circumstances = { setByName: string | null; setAt: string; expiresAt: string | null; isExpired: boolean }

/** One exception as the table shows it. */
export type ExceptionRow = Circumstances & { id: string; keys: ExceptionKeysInput } & (
    | { kind: 'field'; exception: Card['fieldExceptions'][number] }
    | { kind: 'action'; exception: Card['actionExceptions'][number] }
    | { kind: 'scope'; exception: Card['scopeExceptions'][number] }
  )

/** All exceptions of an employee, those that still hold first. */
export function exceptionRows({ fieldExceptions, actionExceptions, scopeExceptions }: Card): ExceptionRow[] {
  const circumstances = ({ setByName, setAt, expiresAt, isExpired }: Circumstances) => ({
    setByName,
    setAt,
    expiresAt,
    isExpired,
  })
  const rows: ExceptionRow[] = [
    ...scopeExceptions.map((exception) => ({
      ...circumstances(exception),
      kind: 'scope' as const,
      exception,
      id: `scope ${exception.entity}`,
      keys: { scopes: [exception.entity] },
    })),
    ...actionExceptions.map((exception) => ({
      ...circumstances(exception),
      kind: 'action' as const,
      exception,
      id: `action ${exception.action}`,
      keys: { actions: [exception.action] },
    })),
    ...fieldExceptions.map((exception) => ({
      ...circumstances(exception),
      kind: 'field' as const,
      exception,
      id: `field ${exception.entity}.${exception.field}`,
      keys: { fields: [{ entity: exception.entity, field: exception.field }] },
    })),
  ]
  return rows.sort((a, b) => Number(a.isExpired) - Number(b.isExpired))
}
