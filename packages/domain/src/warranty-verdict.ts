/** What the tech expert finds about the defect: whether the manufacturer pays for the repair. */
export const warrantyVerdicts = ['WARRANTY', 'NOT_WARRANTY'] as const
export type WarrantyVerdict = (typeof warrantyVerdicts)[number]
