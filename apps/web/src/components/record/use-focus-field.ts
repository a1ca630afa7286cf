import { useCallback, useState } from 'react'
import type { RecordEditing } from './record-editing.ts'

/** Which field of the card is asked for: by an unmet guard, by a link. */
export function useFocusField() {
  const [focus, setFocus] = useState<RecordEditing['focus']>(null)
  const focusField = useCallback((key: string) => setFocus({ key }), [])
  return { focus, focusField }
}
