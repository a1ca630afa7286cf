import { Component, type ReactNode } from 'react'
import { ErrorPage } from './ErrorPage.tsx'

type Props = { children: ReactNode; resetKey: string }
type State = { hasFailed: boolean; resetKey: string }

/**
 * Keeps a broken page from taking the rest of the app with it; another address is another chance. React knows no
 * error boundary that is not a class.
 */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { hasFailed: false, resetKey: this.props.resetKey }

  static getDerivedStateFromError(): Partial<State> {
    return { hasFailed: true }
  }

  static getDerivedStateFromProps({ resetKey }: Props, state: State): State | null {
    return resetKey === state.resetKey ? null : { hasFailed: false, resetKey }
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <ErrorPage /> : this.props.children
  }
}
