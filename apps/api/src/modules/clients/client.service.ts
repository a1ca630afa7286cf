import type { ClientPatch } from '../../../generated/graphql.ts'
import type { Prisma } from '../../../generated/prisma/client.ts'
import type { Services } from '../../context.ts'
import { type Actor, viewerOf } from '../../journal/actor.ts'
import { change, type FeedValue } from '../../journal/journal.ts'
import {
  changedEntries,
  choice,
  columns,
  email,
  type FieldRule,
  fieldChanges,
  inn,
  longText,
  phone,
  readPatch,
  refuseOverwriting,
  text,
} from '../../journal/patch.ts'
import { requireInputRights } from '../../journal/rights.ts'
import { audit } from '../audit/audit.service.ts'

export const clientFields = {
  kind: choice('kind', ['COMPANY', 'PERSON'], { isRequired: true }),
  name: text('name', { isRequired: true }),
  inn: inn('inn'),
  phone: phone('phone'),
  email: email('email'),
  region: text('region'),
  city: text('city'),
  address: text('address', { max: 1000 }),
  note: longText('note'),
} satisfies Record<keyof ClientPatch, FieldRule>

/**
 * Writes the given fields of a client.
 *
 * @param input.expected the values the editor started from
 * @throws DomainError VALIDATION, NOT_FOUND, FORBIDDEN, FORBIDDEN_FIELD, CHANGED_MEANWHILE
 */
export async function updateClient(
  services: Services,
  actor: Actor,
  input: { id: string; patch: ClientPatch; expected?: ClientPatch | null },
): Promise<{ client: string }> {
  const { id, patch, expected } = input
  return change(services, actor, async (change) => {
    await change.lock('client', id)
    requireInputRights(change, 'client.update', 'ClientPatch', patch)
    const entries = readPatch(clientFields, patch)
    const row = await change.tx.client.findUniqueOrThrow({ where: { id } })
    const overwriting = { entity: 'client', rules: clientFields, row, entries, expected, record: null }
    await refuseOverwriting(change, overwriting)
    const changed = changedEntries(row, entries)
    if (changed.length) {
      await change.tx.client.update({ where: { id }, data: columns(changed) as Prisma.ClientUncheckedUpdateInput })
      // a client has no feed of his own
      const changes = fieldChanges('client', row, changed)
      await audit(
        change.tx,
        { clock: services.clock, ip: null },
        {
          kind: 'clientChanged',
          actorId: viewerOf(actor)?.employeeId ?? null,
          subject: { type: 'client', id, name: row.name },
          details: {
            changes: changes.map(({ entity, key, old, new: value }) => ({
              subject: 'field',
              entity,
              key,
              before: textOf(old),
              after: textOf(value),
            })),
          },
        },
      )
      change.touch(
        'client',
        id,
        changes.map(({ key }) => key),
      )
    }
    return { client: id }
  })
}

function textOf(value: FeedValue): string | null {
  return value === null ? null : String(value)
}
