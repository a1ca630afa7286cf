import type { LetterName } from '../messages/letters.ts'

/** Everything that employees are told in the app. */
export const notificationKinds = [
  'REQUEST_NEW',
  'REQUEST_RESPONSIBLE',
  'REQUEST_RETURNED',
  'REQUEST_COMPLETED',
  'REQUEST_REJECTED',
  'REQUEST_ACCEPTED',
  'REPAIR_UNASSIGNED',
  'REPAIR_ASSIGNED',
  'REPAIR_RESPONSIBLE',
  'DOCUMENTS_DUE',
  'DOCUMENTS_RETURNED',
  'DIAGNOSIS_DUE',
  'PARTS_REQUESTED',
  'PARTS_RECEIVED',
  'READY_TO_CLOSE',
  'REPAIR_RETURNED',
  'REPAIR_CANCELLED',
  'REPAIR_CLOSED',
  'REPAIR_RATED',
  'MENTION',
] as const

export type NotificationKind = (typeof notificationKinds)[number]

/** Of which of them an employee gets a letter as well, and which letter. */
export const notificationLetters = {
  REQUEST_RETURNED: 'REQUEST_RETURNED_INSIDE',
  DIAGNOSIS_DUE: 'DIAGNOSIS_DUE',
  MENTION: 'MENTION',
} as const satisfies Partial<Record<NotificationKind, LetterName>>

export type LetterKind = keyof typeof notificationLetters
