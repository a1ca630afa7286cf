import { type ReactNode, Suspense, useCallback, useEffect, useState } from 'react'
import { type Confirm, ConfirmContext, type ConfirmQuestion } from './confirm.ts'
import { lazyOverlay } from './lazy-overlay.tsx'

const load = () => import('./ConfirmDialog.tsx').then((module) => module.ConfirmDialog)
const ConfirmDialog = lazyOverlay(load, { close: ({ onClose }) => onClose(), isFetchedAhead: true })

type Pending = { question: ConfirmQuestion; answer: (isAgreed: boolean) => void }

export function ConfirmProvider({ children }: { children: ReactNode }) {
  // The question stays while the dialog fades out.
  const [pending, setPending] = useState<Pending | null>(null)
  const [isOpen, setIsOpen] = useState(false)
  // Asked for without a network it would take the whole app down.
  useEffect(() => void load().catch(() => undefined), [])
  const confirm = useCallback<Confirm>(
    (question) =>
      new Promise((resolve) => {
        setPending({ question, answer: resolve })
        setIsOpen(true)
      }),
    [],
  )
  const answer = (isAgreed: boolean) => {
    pending?.answer(isAgreed)
    setIsOpen(false)
  }
  return (
    <ConfirmContext value={confirm}>
      {children}
      {pending && (
        <Suspense>
          <ConfirmDialog
            {...pending.question}
            isOpen={isOpen}
            onConfirm={() => answer(true)}
            onClose={() => answer(false)}
          />
        </Suspense>
      )}
    </ConfirmContext>
  )
}
