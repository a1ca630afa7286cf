import type { Pool } from 'pg'
import { z } from 'zod'
import { type Audience, audienceSchema } from '../journal/audience.ts'

/** A record changed: which fields, never what they hold. */
export interface ChangeEvent {
  seq: number
  entity: string
  id: string
  /** Bits of the catalog fields. */
  fields: number[]
  /** Only those who may take this action are told. */
  action: string | null
  /** Only those are told; null: everybody, as servers of the version before announce. */
  audience: Audience | null
}

const schema = z.object({
  seq: z.number(),
  entity: z.string(),
  id: z.string(),
  fields: z.array(z.number()),
  action: z.string().nullable(),
  audience: audienceSchema.nullable().default(null),
})

/** Numbers are given out before commit, so a lower one may become visible after a higher one: so far we look back. */
const OVERLAP = 1_000
const REMEMBERED = 4 * OVERLAP
const PAGE = 1_000

export interface ChangeFeed {
  /** Takes the payload of a notification. */
  hear(payload: string): void
  /** Reads from the table what was not heard; on its first call it only learns where the table stands. */
  catchUp(): Promise<void>
}

/** Every change once, in about the order of commits, whether it was heard of or had to be looked up. */
export function createChangeFeed(pool: Pool, emit: (event: ChangeEvent) => void): ChangeFeed {
  const seen = new Set<number>()
  let last: number | null = null

  function take(event: ChangeEvent) {
    if (seen.has(event.seq)) return
    seen.add(event.seq)
    // a Set keeps the order of insertion: the first is the oldest
    for (const oldest of seen) {
      if (seen.size <= REMEMBERED) break
      seen.delete(oldest)
    }
    last = Math.max(last ?? 0, event.seq)
    emit(event)
  }

  return {
    hear(payload) {
      take(schema.parse(JSON.parse(payload)))
    },
    async catchUp() {
      if (last === null) {
        const { rows } = await pool.query<{ seq: string }>('select coalesce(max(seq), 0) as seq from change_events')
        const head = Number(rows[0]?.seq ?? 0)
        // what was committed before we listened is not news, but must not be taken for it later either
        const recent = await pool.query<{ seq: string }>('select seq from change_events where seq > $1', [
          head - OVERLAP,
        ])
        for (const row of recent.rows) seen.add(Number(row.seq))
        last = Math.max(head, last ?? 0)
        return
      }
      let from = last - OVERLAP
      for (;;) {
        const { rows } = await pool.query<Omit<ChangeEvent, 'seq'> & { seq: string }>(
          `select seq, entity, record_id as id, field_ids as fields, required_action as action, audience
           from change_events where seq > $1 order by seq limit $2`,
          [from, PAGE],
        )
        for (const row of rows) take({ ...row, seq: Number(row.seq) })
        const end = rows.at(-1)
        if (rows.length < PAGE || !end) return
        from = Number(end.seq)
      }
    },
  }
}
