import { DomainError } from '@naryad/domain'
import type { Context } from '../context.ts'
import type { Viewer } from '../gate/viewer.ts'
import { type Actor, employee } from './actor.ts'

/** @throws DomainError UNAUTHENTICATED without a session */
export function signedIn(ctx: Pick<Context, 'viewer'>): Viewer {
  if (!ctx.viewer) throw new DomainError('UNAUTHENTICATED')
  return ctx.viewer
}

/** Whoever is signed in, as the actor of a change. @throws DomainError UNAUTHENTICATED without a session */
export function actorOf(ctx: Pick<Context, 'viewer'>): Actor {
  return employee(signedIn(ctx))
}
