import i18next from 'i18next'

/** Keys of the entity's built-in fields. They stand in the texts of every browser: naming them tells nothing. */
export function fieldKeys(entity: string): string[] {
  const names: unknown = i18next.getResource(i18next.language, 'fields', entity)
  return typeof names === 'object' && names !== null ? Object.keys(names) : []
}

/** Entities with fields. */
export function entityKeys(): string[] {
  return Object.keys(i18next.getResourceBundle(i18next.language, 'fields') ?? {})
}
