/** The processes that are measured, and what they have used of the processors. */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Target = { port: number; pid: number; stop(): void }

/** Starts one of the two servers on the database and waits until it listens. */
export async function startTarget(
  script: 'server.ts' | 'raw.ts',
  databaseUrl: string,
  variables: Record<string, string> = {},
): Promise<Target> {
  const child: ChildProcess = fork(join(import.meta.dirname, script), {
    env: { ...process.env, DATABASE_URL: databaseUrl, NODE_ENV: 'production', ...variables },
  })
  const stop = () => child.kill('SIGKILL')
  process.once('exit', stop)
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  child.once('message', (message: { port: number }) => resolve(message.port))
  child.once('exit', (code) => reject(new Error(`${script} ended with code ${code}`)))
  return { port: await promise, pid: child.pid ?? 0, stop }
}

/** Ticks a second in /proc; the same on every Linux that Node runs on. */
const TICKS = 100

/** Processor time of a process so far, in milliseconds; NaN where there is no /proc. */
export function cpuOf(pid: number): number {
  return (ticksOf(pid).used * 1000) / TICKS
}

/** The same of a process and all that it has started, ended ones included. */
export function cpuOfFamily(pid: number): number {
  if (!existsSync('/proc/self/stat')) return Number.NaN
  const own = ticksOf(pid)
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ticksOf(Number(name)))
    .filter(({ parent }) => parent === pid)
  return (children.reduce((sum, { used }) => sum + used, own.used + own.ended) * 1000) / TICKS
}

function ticksOf(pid: number): { parent: number; used: number; ended: number } {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    // no /proc, or a process that has just ended
    return { parent: -1, used: Number.NaN, ended: Number.NaN }
  }
  // the name in brackets may hold anything; proc(5) counts on from behind it
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const sum = (...indexes: number[]) => indexes.reduce((total, index) => total + (fields[index] ?? 0), 0)
  return { parent: fields[1] ?? -1, used: sum(11, 12), ended: sum(13, 14) }
}
