/**
 * Whose move it is in a repair. A delay is charged to this party only. `NONE`: the repair has ended.
 */
export const moveParties = ['SERVICE_CENTER', 'TECH_EXPERT', 'MANAGER', 'SUPPLIER', 'CLIENT', 'NONE'] as const
export type MoveParty = (typeof moveParties)[number]

/** Whose move it is in a service request. The author is the client, dealer or employee who filed it. */
export const requestParties = ['MANAGER', 'AUTHOR', 'NONE'] as const
export type RequestParty = (typeof requestParties)[number]
