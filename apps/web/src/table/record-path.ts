/** Address of a record's card; null when the entity has none or the record cannot be named. */
export function recordPath(entity: string, { id, title }: { id: string; title: string | null }): string | null {
  switch (entity) {
    case 'repair':
      return title && `/repairs/${encodeURIComponent(title)}`
    case 'serviceRequest':
      return title && `/requests/${encodeURIComponent(title)}`
    case 'client':
      return `/clients/${id}`
    case 'equipment':
      return `/equipment/${id}`
    case 'employee':
      return `/staff/${id}`
    case 'auditEntry':
      return `/audit/${id}`
    case 'outboxMessage':
      return `/messages/${id}`
    default:
      return null
  }
}
