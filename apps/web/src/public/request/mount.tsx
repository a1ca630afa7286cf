/** @jsxImportSource preact */
import { render } from 'preact'
import { RequestForm, type RequestFormProps } from './RequestForm.tsx'

/**
 * Puts the request form into an element of any page that carries public.css and has chosen a language with loadLocale;
 * gives the way to take it out again.
 */
export function mountRequestForm(element: HTMLElement, props: RequestFormProps): () => void {
  element.classList.add('nr')
  render(<RequestForm {...props} />, element)
  return () => render(null, element)
}
