import { useEffect, useMemo, useState } from 'react'
import type { RecordEditing } from '../../components/record/record-editing.ts'
import { askableFields } from './request-fields.ts'

const askable: ReadonlySet<string> = new Set(askableFields)
const none: ReadonlySet<string> = new Set()

/** Fields marked as missing while a request is being returned; forgotten when it is not. */
export function useMarking(isOn: boolean) {
  const [marked, setMarked] = useState(none)
  useEffect(() => {
    if (!isOn) setMarked(none)
  }, [isOn])
  const marking: RecordEditing['marking'] = useMemo(
    () =>
      isOn
        ? {
            marked,
            canMark: (key) => askable.has(key),
            toggle: (key) =>
              setMarked((current) => {
                const next = new Set(current)
                if (!next.delete(key)) next.add(key)
                return next
              }),
          }
        : null,
    [isOn, marked],
  )
  return { marked, marking }
}
