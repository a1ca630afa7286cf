/** Id of the place where documents of the type are attached. */
export function documentPlaceId(type: string): string {
  return `documents-${type}`
}

/** Id of the button there that chooses files. */
export function attachButtonId(type: string): string {
  return `attach-${type}`
}

/** Brings the place of a document type into view and puts the keyboard on its button. */
export function revealDocuments(type: string): void {
  document.getElementById(documentPlaceId(type))?.scrollIntoView({ block: 'center' })
  document.getElementById(attachButtonId(type))?.focus({ preventScroll: true })
}
