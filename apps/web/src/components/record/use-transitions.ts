import { useCallback, useState } from 'react'
import { useSearchState } from '../../lib/search-state.ts'
import { revealDocuments } from './documents/reveal-documents.ts'
import type { TransitionInput } from './transition-input.ts'
import { needsInput, type TransitionOption, type UnmetGuard } from './transition-option.ts'

interface Options {
  options: readonly TransitionOption[]
  /** Makes the move; resolves to whether it was made, errors have been shown. */
  run: (name: string, input: TransitionInput) => Promise<boolean>
  focusField: (key: string) => void
  /** For a move that is made elsewhere on the card: brings that place into view and returns true. */
  reveal?: (name: string) => boolean
}

/** The moves of a card: what a click on one does. The open dialog stands in the address as `do`. */
export function useTransitions({ options, run, focusField, reveal }: Options) {
  const [asked, setAsked] = useSearchState('do')
  const [running, setRunning] = useState<string | null>(null)

  const mend = useCallback(
    (guard: UnmetGuard) => {
      if (!guard.key) return
      if (guard.code === 'DOCUMENT_REQUIRED') revealDocuments(guard.key)
      else focusField(guard.key)
    },
    [focusField],
  )

  const make = useCallback(
    async (name: string, input: TransitionInput) => {
      setRunning(name)
      const isMade = await run(name, input)
      setRunning(null)
      // A move without a dialog may have led to another page, whose address is its own.
      if (isMade && asked !== null) setAsked(null)
      return isMade
    },
    [run, asked, setAsked],
  )

  /** `isDirect`: at once when nothing has to be asked; otherwise whatever can be said is asked for. */
  const start = useCallback(
    (option: TransitionOption, isDirect: boolean) => {
      const [unmet] = option.unmet
      if (reveal?.(option.name)) return
      if (unmet) mend(unmet)
      else if (needsInput(option) || (!isDirect && option.inputs.length > 0)) setAsked(option.name)
      else void make(option.name, {})
    },
    [mend, make, setAsked, reveal],
  )

  return {
    primary: options.find((option) => option.isPrimary) ?? null,
    others: options.filter((option) => !option.isPrimary),
    /** The move whose dialog is open. */
    asked: options.find((option) => option.name === asked) ?? null,
    running,
    start,
    make,
    mend,
    close: () => setAsked(null),
  }
}

export type Transitions = ReturnType<typeof useTransitions>
