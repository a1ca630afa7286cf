import type { ChangeAuthor } from './record-editing.ts'

type Details = Readonly<Record<string, unknown>>

function entryOf(list: unknown, key: string): Details | null {
  if (!Array.isArray(list)) return null
  const entries: unknown[] = list
  const isMine = (entry: unknown): entry is Details =>
    typeof entry === 'object' && entry !== null && 'key' in entry && entry.key === key
  return entries.find(isMine) ?? null
}

/** Who wrote the field meanwhile and when, out of a CHANGED_MEANWHILE; null when the server does not tell. */
export function changeAuthor(details: Details, key: string): ChangeAuthor | null {
  const entry = entryOf(details.fields, key)
  if (typeof entry?.at !== 'string') return null
  return { name: typeof entry.changedBy === 'string' ? entry.changedBy : null, at: entry.at }
}

/** Code of what is wrong with the field, out of a VALIDATION. */
export function problemOf(details: Details, key: string): string | null {
  const entry = entryOf(details.problems, key)
  return typeof entry?.problem === 'string' ? entry.problem : null
}

/** Every problem of a VALIDATION, code by catalog key. */
export function problemsOf(details: Details): ReadonlyMap<string, string> {
  const problems: unknown[] = Array.isArray(details.problems) ? details.problems : []
  return new Map(
    problems.flatMap((problem) =>
      typeof problem === 'object' && problem !== null && 'key' in problem && 'problem' in problem
        ? [[String(problem.key), String(problem.problem)] as const]
        : [],
    ),
  )
}
