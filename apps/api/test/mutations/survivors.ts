import type { Mutant } from './mutants.ts'

/** A mutant that no test can tell from the original, or that takes away what something else also guards. */
interface Explained {
  readonly file: string
  /** What stands in the mutant's place, as the run prints it; the kind of the mutant too where it matters. */
  readonly original: string
  readonly kind?: string
  readonly reason: string
}

export const explained: readonly Explained[] = []

/** Why the mutant may live; null when nobody has said. */
export function explanationOf({ file, original, kind }: Mutant): string | null {
  const known = explained.find(
    (one) => one.file === file && one.original === original && (one.kind === undefined || one.kind === kind),
  )
  return known?.reason ?? null
}
