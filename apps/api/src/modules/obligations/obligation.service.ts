import { addWorkingHours, defaultWorkCalendar, type WorkCalendar } from '@naryad/domain'
import type { Services } from '../../context.ts'
import type { Change } from '../../journal/journal.ts'

/** By when something is expected: working hours from now, or the instant itself. */
export type Due = { workingHours: number } | { at: Date }

/** Who answers for an expectation, where that is known. */
export interface Owner {
  employeeId?: string | null
  serviceCenterId?: string | null
  dealerId?: string | null
}

/** The organisation's working time. */
function workCalendar({ settings }: Pick<Services, 'settings'>): WorkCalendar {
  return { ...defaultWorkCalendar, timeZone: settings.timeZone }
}

/** When an expectation that begins with this change falls due. */
export function dueDate({ services, at }: Pick<Change, 'services' | 'at'>, due: Due): Date {
  return 'at' in due ? due.at : addWorkingHours(at, due.workingHours, workCalendar(services))
}
