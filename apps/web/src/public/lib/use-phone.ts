import { useEffect, useState } from 'preact/hooks'

const narrow = '(max-width: 599.98px)'

/** Whether the window is as narrow as a phone: questions are then asked one at a time. */
export function usePhone(): boolean {
  const [isPhone, setPhone] = useState(() => matchMedia(narrow).matches)
  useEffect(() => {
    const query = matchMedia(narrow)
    const update = () => setPhone(query.matches)
    query.addEventListener('change', update)
    return () => query.removeEventListener('change', update)
  }, [])
  return isPhone
}
