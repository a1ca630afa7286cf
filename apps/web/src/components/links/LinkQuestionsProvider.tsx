import { type ReactNode, Suspense, useCallback, useState } from 'react'
import { lazyOverlay } from '../lazy-overlay.tsx'
import { type AskLinks, type LinkAnswers, type LinkQuestion, LinkQuestionsContext } from './link-questions.ts'

const LinkQuestionsDialog = lazyOverlay(
  () => import('./LinkQuestionsDialog.tsx').then((module) => module.LinkQuestionsDialog),
  { close: ({ onClose }) => onClose() },
)

interface Pending {
  questions: LinkQuestion[]
  confirmLabel: string
  answer: (answers: LinkAnswers | null) => void
}

export function LinkQuestionsProvider({ children }: { children: ReactNode }) {
  // The questions stay while the dialog fades out.
  const [pending, setPending] = useState<Pending | null>(null)
  const [isOpen, setIsOpen] = useState(false)
  const ask = useCallback<AskLinks>(
    (questions, confirmLabel) =>
      new Promise((resolve) => {
        setPending({ questions, confirmLabel, answer: resolve })
        setIsOpen(true)
      }),
    [],
  )
  const settle = (answers: LinkAnswers | null) => {
    pending?.answer(answers)
    setIsOpen(false)
  }
  return (
    <LinkQuestionsContext value={ask}>
      {children}
      {pending && (
        <Suspense>
          <LinkQuestionsDialog
            // Other questions begin without the former answers.
            key={pending.questions.map(({ id }) => id).join()}
            questions={pending.questions}
            confirmLabel={pending.confirmLabel}
            isOpen={isOpen}
            onAnswer={settle}
            onClose={() => settle(null)}
          />
        </Suspense>
      )}
    </LinkQuestionsContext>
  )
}
