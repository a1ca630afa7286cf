import i18next from 'i18next'
import { type ReactNode, Suspense, useEffect, useMemo, useState } from 'react'
import { errorText, failureOf } from '../lib/errors.ts'
import type { WhyQuestion } from './access/WhyDialog.tsx'
import { lazyOverlay } from './lazy-overlay.tsx'
import { SnackbarContext, type SnackbarMessage } from './snackbar.ts'

const load = () => import('./SnackbarMessageBar.tsx').then((module) => module.SnackbarMessageBar)
const SnackbarMessageBar = lazyOverlay(load, { isFetchedAhead: true, isSilent: true })

const WhyDialog = lazyOverlay(() => import('./access/WhyDialog.tsx').then((module) => module.WhyDialog), {
  close: ({ onClose }) => onClose(),
})

type Shown = SnackbarMessage & { id: number }

let lastId = 0

export function SnackbarProvider({ children }: { children: ReactNode }) {
  const [message, setMessage] = useState<Shown | null>(null)
  const [isOpen, setIsOpen] = useState(false)
  const [question, setQuestion] = useState<WhyQuestion | null>(null)

  // What says that the network is gone must be here before it goes.
  useEffect(() => void load().catch(() => undefined), [])

  const snackbar = useMemo(() => {
    // A new message takes the place of the old one: what can be undone is always the last thing done.
    const show = (next: SnackbarMessage) => {
      lastId += 1
      setMessage({ ...next, id: lastId })
      setIsOpen(true)
    }
    const showError = (error: unknown) => {
      const { code, details } = failureOf(error)
      const { action } = details
      show({
        text: errorText(error),
        // Who would rather not say who he is, or only looks, has done nothing wrong.
        tone: code === 'SUDO_REQUIRED' || code === 'VIEW_ONLY' ? 'neutral' : 'error',
        // Named in a refusal alone.
        ...(typeof action === 'string' && {
          action: { label: i18next.t('common:why'), run: () => setQuestion({ action }) },
        }),
      })
    }
    return { show, showError }
  }, [])

  return (
    <SnackbarContext value={snackbar}>
      {children}
      {message && (
        <Suspense>
          <SnackbarMessageBar key={message.id} message={message} isOpen={isOpen} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
      {question && (
        <Suspense>
          <WhyDialog question={question} onClose={() => setQuestion(null)} />
        </Suspense>
      )}
    </SnackbarContext>
  )
}
