import type { Mutant } from './mutants.ts'

/** A mutant that no test can tell from the original, or that takes away what something else also guards. */
interface Explained {
  readonly file: string
  /** What stands in the mutant's place, as the run prints it; the kind of the mutant too where it matters. */
  readonly original: string
  readonly kind?: string
  readonly reason: string
}

export const explained: readonly Explained[] = [
  {
    file: 'src/modules/sessions/address.service.ts',
    original: 'known?.version === version',
    reason: 'keeps the rules of a version instead of reading them anew each time',
  },
  {
    file: 'src/gate/scopes.ts',
    original: 'isRecord(parent)',
    kind: 'never so',
    reason: 'quicker: the record that a client or unit was come by is one in scope that leads there',
  },
  {
    file: 'src/gate/scopes.ts',
    original: 'hasAll',
    reason: 'quicker: where all repairs and all requests are in scope, what hangs on one of them is',
  },
  {
    file: 'src/gate/scopes.ts',
    original: 'scope === never',
    reason: 'spares a statement that looks for rows where there are none',
  },
  {
    file: 'src/gate/scopes.ts',
    original: 'viewer.permissions.isAdmin',
    kind: 'never so',
    reason: 'an administrator has every bit and action; without it he would not see entries that tell nothing',
  },
  {
    file: 'src/gate/scopes.ts',
    original: '8',
    kind: 'no limit maxRanges',
    reason: 'when a list of bits is written as ranges: the same bits either way',
  },
  {
    file: 'src/gate/scopes.ts',
    original: 'ranges.length > maxRanges',
    reason: 'when a list of bits is written as ranges: the same bits either way',
  },
  {
    file: 'src/gate/scopes.ts',
    original: '!rule',
    reason: 'says it better than what would be thrown on the next line; no server starts with an entity without a rule',
  },
  {
    file: 'src/gate/scopes.ts',
    original: 'entity in own',
    kind: 'returned as true',
    reason: 'tells the role editor which entities have a choice of rows; what is read does not depend on it',
  },
  {
    file: 'src/gate/permissions.ts',
    original: '!row?.role',
    reason: 'says it better than what would be thrown on the next line',
  },
  {
    file: 'src/gate/permissions.ts',
    original: '<',
    kind: 'the bound of a < b',
    reason: 'the order of keys that are all different',
  },
  {
    file: 'src/gate/permissions.ts',
    original: 'field.many === null || field.target === null',
    reason: 'a list of other records has both, every other field neither or the second',
  },
  {
    file: 'src/gate/permissions.ts',
    original: 'fieldId >>> 5 >= words',
    reason: 'a mask of fixed length takes no bit beyond its end',
  },
  {
    file: 'src/gate/scopes.ts',
    original: "parent === 'repair'",
    kind: 'never so',
    reason: 'quicker: the repair that it was come by is one in scope that leads there',
  },
  {
    file: 'src/gate/write.ts',
    original: 'wanted.size === 0',
    reason: 'spares a statement: nothing asked for, nothing found, as many as wanted',
  },
  {
    file: 'src/gate/write.ts',
    original: 'scope === never || !ids.every(isRecordId)',
    kind: '|| without its beginning',
    reason: 'spares a statement: one with false in it finds nothing either',
  },
  {
    file: 'src/gate/viewer.ts',
    original: 'viewer.permissions.isAdmin',
    kind: 'never so',
    reason:
      'of rowScope other tests notice it; of scopeKey it is quicker, an administrator’s scopes are all ALL anyway',
  },
]

/** Why the mutant may live; null when nobody has said. */
export function explanationOf({ file, original, kind }: Mutant): string | null {
  const known = explained.find(
    (one) => one.file === file && one.original === original && (one.kind === undefined || one.kind === kind),
  )
  return known?.reason ?? null
}
