/**
 * Kinds of documents attached to requests and repairs. Workflow guards speak of these;
 * `OTHER` satisfies no guard.
 */
export const documentTypes = ['CLAIM_REPORT', 'COMPLETION_REPORT', 'PHOTO', 'INVOICE', 'OTHER'] as const
export type DocumentType = (typeof documentTypes)[number]
