import { createContext, type ReactNode, useContext } from 'react'

export type ConfirmQuestion = { title: string; text?: ReactNode; confirmLabel: string; isDangerous?: boolean }

export type Confirm = (question: ConfirmQuestion) => Promise<boolean>

export const ConfirmContext = createContext<Confirm | null>(null)

/** Asks before what cannot be undone; resolves to whether the person agreed. */
export function useConfirm(): Confirm {
  const confirm = useContext(ConfirmContext)
  if (!confirm) throw new Error('useConfirm() outside ConfirmProvider')
  return confirm
}
