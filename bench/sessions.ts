import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import { installRuled, type ViewerName, viewers } from './rights.ts'
import { idOf } from './shape.ts'

/** Signs the viewers in past the password; the headers of their requests. */
export async function signIn(client: pg.Client): Promise<Record<ViewerName, Record<string, string>>> {
  await installRuled(client)
  const headersOf = async (number: number) => {
    const token = randomBytes(32).toString('base64url')
    await client.query(
      `insert into sessions (id, token_hash, employee_id, expires_at, ip, user_agent)
       values (gen_random_uuid(), $1, $2, now() + interval '1 day', '127.0.0.1', 'bench')`,
      [createHash('sha256').update(token).digest(), idOf('employee', number)],
    )
    return { cookie: `naryad_session=${token}`, 'x-naryad-csrf': '1' }
  }
  return {
    administrator: await headersOf(viewers.administrator),
    manager: await headersOf(viewers.manager),
    engineer: await headersOf(viewers.engineer),
    dealer: await headersOf(viewers.dealer),
    ruled: await headersOf(viewers.ruled),
  }
}
