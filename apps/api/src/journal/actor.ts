import type { Viewer } from '../gate/viewer.ts'

/** Who makes a change. Nobody is the system by default: a missing identity is an error, never a right. */
export type Actor = { kind: 'employee'; viewer: Viewer } | { kind: 'client' } | { kind: 'system' }

export const client: Actor = { kind: 'client' }
export const system: Actor = { kind: 'system' }

export function employee(viewer: Viewer): Actor {
  return { kind: 'employee', viewer }
}

/** Null unless an employee makes the change. */
export function viewerOf(actor: Actor): Viewer | null {
  return actor.kind === 'employee' ? actor.viewer : null
}

/** The actor as the feed keeps it. */
export function actorColumns(actor: Actor) {
  const viewer = viewerOf(actor)
  if (viewer) return { actor: 'EMPLOYEE' as const, authorId: viewer.employeeId }
  return { actor: actor.kind === 'client' ? ('CLIENT' as const) : ('SYSTEM' as const), authorId: null }
}
