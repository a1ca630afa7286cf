/** Id of the place where documents of the type are attached. */
export function documentPlaceId(type: string): string {
  return `documents-${type}`
}

/** Brings the place of a document type into view and puts the keyboard on its «attach» button. */
export function revealDocuments(type: string): void {
  const place = document.getElementById(documentPlaceId(type))
  place?.scrollIntoView({ block: 'center' })
  place?.querySelector<HTMLElement>('button, [tabindex="0"]')?.focus({ preventScroll: true })
}
