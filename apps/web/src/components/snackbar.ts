import { createContext, useContext } from 'react'

export type SnackbarMessage = {
  text: string
  /** Offers «Отменить» for eight seconds. */
  onUndo?: () => void
  tone?: 'neutral' | 'error'
  /** One more thing to do, e.g. open the record that was made. */
  action?: { label: string; run: () => void }
}

export type Snackbar = { show: (message: SnackbarMessage) => void; showError: (error: unknown) => void }

export const SnackbarContext = createContext<Snackbar | null>(null)

/** Short messages at the foot of the screen: what was done, with a way to undo it, or what failed. */
export function useSnackbar(): Snackbar {
  const snackbar = useContext(SnackbarContext)
  if (!snackbar) throw new Error('useSnackbar() outside SnackbarProvider')
  return snackbar
}
