/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact'

interface NoticeProps {
  tone: 'info' | 'error' | 'good'
  title?: string
  children?: ComponentChildren
}

/** Something to be told at once, with the way on inside. */
export function Notice({ tone, title, children }: NoticeProps) {
  return (
    <div class={`nr-notice nr-notice-${tone}`} role={tone === 'error' ? 'alert' : 'status'}>
      {title && <p class="nr-notice-title">{title}</p>}
      {children}
    </div>
  )
}
