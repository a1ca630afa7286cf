import { useCallback, useState } from 'react'

/** A text that is not sent yet, kept in this browser until it is. */
export function useDraft(name: string): [string, (text: string) => void, () => void] {
  const key = `naryad.draft.${name}`
  const [text, setText] = useState(() => localStorage.getItem(key) ?? '')
  const set = useCallback(
    (next: string) => {
      setText(next)
      if (next === '') localStorage.removeItem(key)
      else localStorage.setItem(key, next)
    },
    [key],
  )
  const clear = useCallback(() => set(''), [set])
  return [text, set, clear]
}
