/**
 * Refusals that depend on what is stored. Which one is given, or that none is, tells of the fields it depends on, so
 * that each declares them. An employee who may not read one of them is refused before anything is looked at, in the
 * same way whatever stands there.
 */
import { DomainError, type UnmetGuard } from '@naryad/domain'
import { type FieldName, readsAll } from '../gate/field-name.ts'
import type { Change } from './journal.ts'
import { type Problem, problemsError } from './patch.ts'

/** Every field whose values a refusal depends on, the fields of what it looks up included. */
export type RestsOn = readonly [FieldName, ...FieldName[]]

type Deciding = Pick<Change, 'viewer' | 'services'>

/** @throws DomainError FORBIDDEN_FIELD for an employee who may not read one of the fields; nothing is named */
export function requireReads({ viewer, services }: Deciding, restsOn: readonly FieldName[]): void {
  if (viewer && !readsAll(viewer, services.catalog, restsOn)) throw new DomainError('FORBIDDEN_FIELD')
}

/**
 * Refuses for what is stored.
 *
 * @param restsOn what `find` may look at
 * @param find the refusal, null when there is none
 * @throws DomainError FORBIDDEN_FIELD without the right to read what it rests on; what `find` returns
 */
export async function refuseByStored(
  change: Deciding,
  restsOn: RestsOn,
  find: () => DomainError | null | Promise<DomainError | null>,
): Promise<void> {
  requireReads(change, restsOn)
  const refusal = await find()
  if (refusal) throw refusal
}

/**
 * What the company has decided on, and paid for, is not a partner's to change any more.
 *
 * @param isFinal whether the record's status is
 * @throws DomainError FORBIDDEN, FORBIDDEN_FIELD
 */
export async function requireUndecided(
  change: Change,
  entity: 'repair' | 'serviceRequest',
  isFinal: () => boolean | Promise<boolean>,
): Promise<void> {
  if (change.viewer === null || change.viewer.affiliation === 'OFFICE') return
  await refuseByStored(change, [`${entity}.status`], async () =>
    (await isFinal()) ? new DomainError('FORBIDDEN') : null,
  )
}

/** What stored values can object to in the writing of a field. */
export interface FieldGuard<State> {
  /** Catalog key; the guard is asked when it is written. */
  readonly key: string
  readonly restsOn: RestsOn
  /** The problem with the field, null when there is none. */
  find(state: State): Problem['problem'] | null | Promise<Problem['problem'] | null>
}

/**
 * Asks the guards of the fields that are written.
 *
 * @throws DomainError FORBIDDEN_FIELD without the right to read what one of them rests on; VALIDATION with all problems
 */
export async function refuseByGuards<State>(
  change: Deciding,
  guards: readonly FieldGuard<State>[],
  written: Iterable<string>,
  state: State,
): Promise<void> {
  const keys = new Set(written)
  const asked = guards.filter(({ key }) => keys.has(key))
  requireReads(
    change,
    asked.flatMap(({ restsOn }) => restsOn),
  )
  const problems: Problem[] = []
  for (const guard of asked) {
    const problem = await guard.find(state)
    if (problem) problems.push({ key: guard.key, problem })
  }
  const refusal = problemsError(problems)
  if (refusal) throw refusal
}

/** The refusal of a move whose guards are not met; null when all are. */
export function unmetError(unmet: readonly UnmetGuard[]): DomainError | null {
  return unmet.length ? new DomainError('GUARDS_UNMET', { unmet }) : null
}
