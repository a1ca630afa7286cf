import { allActions } from './default-roles.ts'

/** The words of rules that an employee's exceptions are written in as well. */
export { normalizeCidr } from './ip-range.ts'

/** Whether a rule can be about this action. */
export function isAction(key: string): boolean {
  return allActions.includes(key)
}
