import { type ReactNode, Suspense, useEffect, useMemo, useState } from 'react'
import { errorText } from '../lib/errors.ts'
import { lazyOverlay } from './lazy-overlay.tsx'
import { SnackbarContext, type SnackbarMessage } from './snackbar.ts'

const load = () => import('./SnackbarMessageBar.tsx').then((module) => module.SnackbarMessageBar)
const SnackbarMessageBar = lazyOverlay(load, { isFetchedAhead: true, isSilent: true })

type Shown = SnackbarMessage & { id: number }

let lastId = 0

export function SnackbarProvider({ children }: { children: ReactNode }) {
  const [message, setMessage] = useState<Shown | null>(null)
  const [isOpen, setIsOpen] = useState(false)

  // What says that the network is gone must be here before it goes.
  useEffect(() => void load().catch(() => undefined), [])

  const snackbar = useMemo(() => {
    // A new message takes the place of the old one: what can be undone is always the last thing done.
    const show = (next: SnackbarMessage) => {
      lastId += 1
      setMessage({ ...next, id: lastId })
      setIsOpen(true)
    }
    return { show, showError: (error: unknown) => show({ text: errorText(error), tone: 'error' }) }
  }, [])

  return (
    <SnackbarContext value={snackbar}>
      {children}
      {message && (
        <Suspense>
          <SnackbarMessageBar key={message.id} message={message} isOpen={isOpen} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </SnackbarContext>
  )
}
