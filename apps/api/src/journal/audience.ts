import { z } from 'zod'
import type { CatalogField } from '../gate/catalog.ts'
import { hasBit } from '../gate/permissions.ts'
import { hasAction, type Viewer } from '../gate/viewer.ts'

/** Whose answers a change alters, beside the rights to the changed fields themselves. Absent parts ask for nothing. */
export const audienceSchema = z.object({
  /** Those who may take this action. */
  withAction: z.string().optional(),
  /** Those who may not. */
  withoutAction: z.string().optional(),
  /** Bits of catalog fields, each of which is read. */
  all: z.array(z.number()).optional(),
  /** Bits of catalog fields, one of which is read; none in an empty list. */
  any: z.array(z.number()).optional(),
})
export type Audience = z.infer<typeof audienceSchema>

/** Whether the viewer is among them. */
export function isOf({ withAction, withoutAction, all = [], any }: Audience, viewer: Viewer): boolean {
  const { isAdmin, read } = viewer.permissions
  const reads = (id: number) => isAdmin || hasBit(read, { id } satisfies Pick<CatalogField, 'id'>)
  if (withAction !== undefined && !hasAction(viewer, withAction)) return false
  if (withoutAction !== undefined && hasAction(viewer, withoutAction)) return false
  // to an administrator an entry without anything to read is there too
  return all.every(reads) && (any === undefined || isAdmin || any.some(reads))
}
