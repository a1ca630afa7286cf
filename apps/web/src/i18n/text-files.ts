/** Where all texts are, by language and namespace. */
export const files = import.meta.glob<{ default: Record<string, unknown> }>('./locales/*/*.json')
