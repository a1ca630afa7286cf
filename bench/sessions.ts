import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import { installRuled, type ViewerName, viewers } from './rights.ts'
import { idOf } from './shape.ts'

/** Opens an employee's session past the password; the headers of its requests. */
export async function openSession(client: pg.Client, employee: number): Promise<Record<string, string>> {
  const token = randomBytes(32).toString('base64url')
  await client.query(
    `insert into sessions (id, token_hash, employee_id, expires_at, ip, user_agent)
     values (gen_random_uuid(), $1, $2, now() + interval '1 day', '127.0.0.1', 'bench')`,
    [createHash('sha256').update(token).digest(), idOf('employee', employee)],
  )
  return { cookie: `naryad_session=${token}`, 'x-naryad-csrf': '1' }
}

/** Signs the viewers in. */
export async function signIn(client: pg.Client): Promise<Record<ViewerName, Record<string, string>>> {
  await installRuled(client)
  return {
    administrator: await openSession(client, viewers.administrator),
    manager: await openSession(client, viewers.manager),
    engineer: await openSession(client, viewers.engineer),
    dealer: await openSession(client, viewers.dealer),
    ruled: await openSession(client, viewers.ruled),
  }
}
