import { type Step, steps } from './draft.ts'

/** Keeps the question that is open in an address, so that the phone's Back leads to the one before. */
export interface StepAddress {
  read(): Step | null
  go(step: Step): void
  /** Calls when the person went back or forward; gives the way to stop. */
  listen(onChange: (step: Step) => void): () => void
}

/** The part of the page's address after #. */
export const hashAddress: StepAddress = {
  read: () => steps.find((step) => `#${step}` === location.hash) ?? null,
  go: (step) => history.pushState(null, '', `#${step}`),
  listen(onChange) {
    const change = () => onChange(hashAddress.read() ?? 'equipment')
    window.addEventListener('popstate', change)
    return () => window.removeEventListener('popstate', change)
  },
}
