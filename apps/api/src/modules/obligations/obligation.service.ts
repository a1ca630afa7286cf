import { addWorkingHours, defaultWorkCalendar, type WorkCalendar } from '@naryad/domain'
import type { Services } from '../../context.ts'
import type { Change, RecordRef } from '../../journal/journal.ts'

/** What a status expects: of whom, and by when. */
export interface Expectation {
  kind: string
  party: string
  /** Working hours from now, or the instant itself. */
  due: { workingHours: number } | { at: Date }
}

/** Who answers for an expectation, where that is known. */
export interface Owner {
  employeeId?: string | null
  serviceCenterId?: string | null
  dealerId?: string | null
}

/** The organisation's working time. */
export function workCalendar({ settings }: Pick<Services, 'settings'>): WorkCalendar {
  return { ...defaultWorkCalendar, timeZone: settings.timeZone }
}

/** Opens an obligation and returns when it falls due. */
export async function openObligation(
  change: Change,
  record: RecordRef,
  { kind, party, due }: Expectation,
  owner: Owner,
): Promise<Date> {
  const dueAt = 'at' in due ? due.at : addWorkingHours(change.at, due.workingHours, workCalendar(change.services))
  await change.obligation.open({ record, kind, party, dueAt, ...owner })
  return dueAt
}
