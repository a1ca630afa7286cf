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

/** Of which of them an employee gets a letter as well. */
export const notificationsWithLetter = [
  'REQUEST_RETURNED',
  'DIAGNOSIS_DUE',
  'MENTION',
] as const satisfies NotificationKind[]

export type NotificationWithLetter = (typeof notificationsWithLetter)[number]

/** Whether the product has a letter for the kind. */
export function hasLetter(kind: string): kind is NotificationWithLetter {
  return notificationsWithLetter.some((one) => one === kind)
}
