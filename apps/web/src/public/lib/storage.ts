/** Values of this browser, as JSON. Reading what is absent or broken gives null; writing never throws. */
export interface Storage {
  get(key: string): unknown
  set(key: string, value: unknown): void
  remove(key: string): void
}

/** A browser may refuse localStorage (private windows, blocked cookies): the page then works, and forgets. */
export const browserStorage: Storage = {
  get(key) {
    try {
      const text = localStorage.getItem(`naryad.${key}`)
      return text === null ? null : JSON.parse(text)
    } catch {
      return null
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(`naryad.${key}`, JSON.stringify(value))
    } catch {
      // full or forbidden
    }
  },
  remove(key) {
    try {
      localStorage.removeItem(`naryad.${key}`)
    } catch {
      // forbidden
    }
  },
}

/** A random key: 128 bits, URL-safe. */
export function randomKey(): string {
  // not randomUUID, which browsers give to https pages only
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
