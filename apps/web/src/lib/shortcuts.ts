import { useEffect, useRef, useSyncExternalStore } from 'react'

/**
 * Keys are named by what is printed on a Latin keyboard: 'n', 'mod+k', '/', '?', 'j', 'Escape', 'ArrowDown'. Letters are
 * recognised by their place, so that they work in the Russian layout as well. mod: Ctrl, on a Mac ⌘.
 */
export type Shortcut = {
  keys: string
  /** For the list of keys; without one it is not listed. */
  label?: string
  run: (event: KeyboardEvent) => void
  /** Also while somebody types in a field. */
  worksInFields?: boolean
}

const active: { current: Shortcut }[] = []
const listeners = new Set<() => void>()
let snapshot: readonly Shortcut[] = []

function publish() {
  snapshot = active.map((entry) => entry.current)
  for (const listener of listeners) listener()
}

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)

/** How the key is written on this device's keyboard. */
export function keyLabel(keys: string): string {
  return keys
    .split('+')
    .map((key) => {
      if (key === 'mod') return isMac ? '⌘' : 'Ctrl'
      if (key === 'Escape') return 'Esc'
      return key.length === 1 ? key.toUpperCase() : key
    })
    .join(' ')
}

/** Name of the pressed key in the notation above. */
export function keysOf(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
): string {
  const isMod = isMac ? event.metaKey : event.ctrlKey
  return `${isMod ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${baseKey(event)}`
}

function baseKey({ key, code, shiftKey }: Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey'>): string {
  if (key === '?' || (code === 'Slash' && shiftKey)) return '?'
  if (key === '/' || code === 'Slash') return '/'
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter) return `${shiftKey ? 'shift+' : ''}${letter.toLowerCase()}`
  return `${shiftKey && key.length > 1 ? 'shift+' : ''}${key}`
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('input:not([type=checkbox], [type=radio], [type=button]), textarea, select'))
  )
}

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing) return
  const keys = keysOf(event)
  const isInField = isField(event.target)
  // A dialog, menu or popover has the keyboard to itself.
  const isInOverlay = event.target instanceof Element && event.target.closest('.MuiModal-root') !== null
  for (let i = active.length - 1; i >= 0; i--) {
    const shortcut = active[i]?.current
    if (!shortcut || shortcut.keys !== keys) continue
    if ((isInField || isInOverlay) && !shortcut.worksInFields) continue
    event.preventDefault()
    shortcut.run(event)
    return
  }
}

/** The key works while the component is on the screen; of two owners of a key the one that came last has it. */
export function useShortcut(shortcut: Shortcut, isEnabled = true): void {
  const entry = useRef(shortcut)
  entry.current = shortcut
  useEffect(() => {
    if (!isEnabled) return
    if (active.length === 0) window.addEventListener('keydown', onKeyDown)
    active.push(entry)
    publish()
    return () => {
      active.splice(active.indexOf(entry), 1)
      if (active.length === 0) window.removeEventListener('keydown', onKeyDown)
      publish()
    }
  }, [isEnabled])
}

/** Keys that work on the screen now, later owners first. */
export function useActiveShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => snapshot,
  )
}
