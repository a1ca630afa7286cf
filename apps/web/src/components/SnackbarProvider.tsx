import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react'
import { errorText } from '../lib/errors.ts'
import { SnackbarContext, type SnackbarMessage } from './snackbar.ts'

const SnackbarMessageBar = lazy(() =>
  import('./SnackbarMessageBar.tsx').then((module) => ({ default: module.SnackbarMessageBar })),
)

type Shown = SnackbarMessage & { id: number }

let lastId = 0

export function SnackbarProvider({ children }: { children: ReactNode }) {
  const [message, setMessage] = useState<Shown | null>(null)
  const [isOpen, setIsOpen] = useState(false)

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
