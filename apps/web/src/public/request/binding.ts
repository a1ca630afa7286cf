import { t } from '../lib/i18n.ts'
import type { AnswerErrors, AnswerKey, Answers, DraftAction } from './draft.ts'

type TextAnswer = { [K in AnswerKey]: Answers[K] extends string ? K : never }[AnswerKey]

/** Answers as the sections of the form see them. */
export interface Binding {
  answers: Answers
  set(key: AnswerKey, value: string | boolean): void
  /** Id and mistake of the control of an answer. */
  field(key: AnswerKey): { id: string; error: string | null }
  /** The same with value and handlers, for text. */
  text(key: TextAnswer): {
    id: string
    error: string | null
    value: string
    onInput(value: string): void
    onLeave(): void
  }
}

/** Id of an answer's control; with a prefix, because the form may stand in somebody else's page. */
export function answerId(key: AnswerKey): string {
  return `nr-${key}`
}

export function bindAnswers(answers: Answers, errors: AnswerErrors, dispatch: (action: DraftAction) => void): Binding {
  const set = (key: AnswerKey, value: string | boolean) => dispatch({ type: 'answered', key, value })
  const field = (key: AnswerKey) => {
    const error = errors[key]
    return { id: answerId(key), error: error ? t(error) : null }
  }
  return {
    answers,
    set,
    field,
    text: (key) => ({
      ...field(key),
      value: answers[key],
      onInput: (value) => set(key, value),
      onLeave: () => dispatch({ type: 'left', key }),
    }),
  }
}
