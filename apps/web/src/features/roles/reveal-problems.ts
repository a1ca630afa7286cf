/** Of the list at the head of the editor. */
export const problemListId = 'role-problems'

export function revealProblems(): void {
  const list = document.getElementById(problemListId)
  list?.scrollIntoView({ block: 'center' })
  list?.querySelector<HTMLElement>('button')?.focus({ preventScroll: true })
}
