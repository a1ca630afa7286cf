import { useCallback, useEffect, useState } from 'react'
import type { FieldValue } from '../../components/record/field-value.ts'
import type { FormValues } from '../../components/record/form-values.ts'

export interface DraftFile {
  /** Id of the stored file. */
  id: string
  name: string
}

export interface RequestDraft {
  values: FormValues
  files: readonly DraftFile[]
  /** Sending the same draft twice makes one request. */
  submissionKey: string
  isStarted: boolean
}

const storageKey = 'naryad.draft.request'

/** What the server takes a request without it for; shown so that nobody wonders. */
const usual: FormValues = { urgency: 'NORMAL' }

function emptyDraft(): RequestDraft {
  return { values: usual, files: [], submissionKey: crypto.randomUUID(), isStarted: false }
}

function isDraft(value: unknown): value is RequestDraft {
  return (
    typeof value === 'object' && value !== null && 'values' in value && 'files' in value && 'submissionKey' in value
  )
}

function storedDraft(): RequestDraft {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null')
    if (isDraft(stored)) return stored
  } catch {
    // Not ours, or of an older version: as good as none.
  }
  return emptyDraft()
}

/** The request being written; kept in this browser until it is sent or thrown away. */
export function useRequestDraft() {
  const [draft, setDraft] = useState(storedDraft)

  useEffect(() => {
    if (draft.isStarted) localStorage.setItem(storageKey, JSON.stringify(draft))
    else localStorage.removeItem(storageKey)
  }, [draft])

  const setValue = useCallback((key: string, value: FieldValue) => {
    setDraft((current) => ({ ...current, isStarted: true, values: { ...current.values, [key]: value } }))
  }, [])

  /** Puts known values into the fields that are still blank. */
  const fill = useCallback((known: FormValues) => {
    setDraft((current) => {
      const blank = Object.entries(known).filter(([key, value]) => value !== null && isBlank(current.values[key]))
      return blank.length === 0 ? current : { ...current, values: { ...current.values, ...Object.fromEntries(blank) } }
    })
  }, [])

  const setFiles = useCallback((files: readonly DraftFile[]) => {
    setDraft((current) => ({ ...current, isStarted: true, files }))
  }, [])

  /** Starts anew; returns the way back. */
  const discard = useCallback(() => {
    localStorage.removeItem(storageKey)
    setDraft(emptyDraft())
    return () => setDraft(draft)
  }, [draft])

  return { draft, setValue, fill, setFiles, discard }
}

function isBlank(value: FieldValue | undefined): boolean {
  return value === undefined || value === null || value === ''
}
