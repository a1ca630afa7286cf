/** What our server has asked of PostgreSQL, as PostgreSQL counts it. */
import { readFileSync, statSync } from 'node:fs'
import type pg from 'pg'
import { logFile } from './database.ts'

export type Statement = { query: string; calls: number; meanMs: number }

/** The statements that `work` causes on this database, planning included in their time. */
export async function statementsOf(client: pg.Client, work: () => Promise<unknown>): Promise<Statement[]> {
  await client.query('select pg_stat_statements_reset()')
  await work()
  const { rows } = await client.query<Statement>(
    `select query, calls::int, (total_plan_time + total_exec_time) / calls as "meanMs"
     from pg_stat_statements
     where dbid = (select oid from pg_database where datname = current_database())
       and query not like '%pg_stat_statements%'
     order by total_exec_time desc`,
  )
  return rows
}

/** The plans of the statements that `work` causes, as they really ran, out of the server's log. */
export async function plansOf(client: pg.Client, work: () => Promise<unknown>): Promise<string> {
  const set = async (settings: Record<string, string>) => {
    for (const [name, value] of Object.entries(settings))
      await client.query(`alter system set auto_explain.${name} = ${value}`)
    // each connection reads the settings anew before its next statement
    await client.query('select pg_reload_conf(), pg_sleep(0.5)')
  }
  await set({ log_min_duration: '0', log_analyze: 'on', log_buffers: 'on', log_parameter_max_length: '500' })
  const from = statSync(logFile).size
  try {
    await work()
  } finally {
    await set({ log_min_duration: '-1', log_analyze: 'off' })
  }
  return readFileSync(logFile).subarray(from).toString()
}
