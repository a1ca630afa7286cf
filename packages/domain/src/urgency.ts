/** How pressing a request or a repair is. `URGENT`: the client's production stands still. */
export const urgencies = ['NORMAL', 'URGENT'] as const
export type Urgency = (typeof urgencies)[number]
