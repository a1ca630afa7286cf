/**
 * `npm run bench`: our server against hand-written SQL on the same database in the same run. Prints ratios with the aims.
 *   --rows N      repairs in the database, 1,000,000 by default; made on the first run
 *   --rounds N    rounds in which both targets take turns, 3      --seconds N   length of one measurement, 3
 *   --plans       print the plans of our statements and stop      --write       put the figures into RESULTS.md
 *   --rights      measure only what rights and the second wall cost, and print that
 *   --only L1,D1  measure only these loads beside the limit, and print them
 *   --export      measure only a whole list as a file, and the memory it takes
 *   --attack      measure only what attacks by one account or address do to others, with 20,000 repairs by default;
 *                 --only A5,A6 for these alone
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type pg from 'pg'
import { canonical, difference } from './answers.ts'
import { type Attacked, attacks, measureAttack, openWork } from './attack.ts'
import { openDatabase, startCluster, withClient } from './database.ts'
import { measureExport, renderExport } from './export.ts'
import { generate } from './generate.ts'
import * as live from './live.ts'
import { ask, type LoadResult, load, requestBytes } from './load.ts'
import { median, type Report, renderAttacks, renderLoads, renderReport, renderRights, renderWall } from './report.ts'
import { viewers } from './rights.ts'
import { measureCompile, measureRights } from './rights-cost.ts'
import { signIn } from './sessions.ts'
import { idOf } from './shape.ts'
import { plansOf, statementsOf } from './statements.ts'
import { cpuOf, cpuOfFamily, startTarget, type Target } from './targets.ts'
import { measureWall, wallRequests } from './wall-cost.ts'
import { type Variant, type Workload, workloads } from './workloads.ts'

const SMALL = 10_000
const ATTACKED = 20_000
const SUBSCRIBERS = 1_000
const CHANGES_PER_ROUND = 40
/** Until V8 has compiled what is hot and PostgreSQL has settled on its plans. */
const WARM_UP_SECONDS = 2

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string' },
    attack: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string' },
    plans: { type: 'boolean', default: false },
    export: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rights: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})
const rows = Number(options.rows ?? (options.attack ? ATTACKED : 1_000_000))
const rounds = Number(options.rounds)
const seconds = Number(options.seconds ?? (options.attack ? 10 : 3))

type Sessions = Awaited<ReturnType<typeof signIn>>
type Stage = { client: pg.Client; sessions: Sessions; ours: Target; databasePid: number }

const oursOf = (sessions: Sessions, { viewer, query, variants }: Pick<Workload, 'viewer' | 'query' | 'variants'>) =>
  variants.map(({ variables }) => requestBytes('/graphql', sessions[viewer], { query, variables }))
const rawOf = ({ name, variants }: Workload) => variants.map(({ values }) => requestBytes(`/${name}`, {}, values))

/** Every variant to both; nothing is timed before all answers agree. */
async function compareAnswers(stage: Stage, raw: Target, all: Workload[]) {
  for (const workload of all) {
    const theirs = rawOf(workload)
    for (const [index, request] of oursOf(stage.sessions, workload).entries()) {
      const answers = [await ask(stage.ours.port, request), await ask(raw.port, theirs[index] ?? request)]
      const [a = '', b = ''] = answers.map(canonical)
      const found = difference(a, b)
      if (found) {
        throw new Error(
          `${workload.name}, ${JSON.stringify(workload.variants[index]?.variables)}: ours and raw differ\n${found}`,
        )
      }
    }
    console.error(`${workload.name}: ${theirs.length} answers agree`)
  }
}

type Measured = LoadResult & { nodeMs: number; postgresMs: number }

async function measure(
  target: Target,
  databasePid: number,
  requests: Buffer[],
  connections: number,
): Promise<Measured> {
  const before = [cpuOf(target.pid), cpuOfFamily(databasePid)] as const
  const result = await load(target.port, requests, connections, seconds)
  const per = (now: number, then: number) => (now - then) / result.requests
  return {
    ...result,
    nodeMs: per(cpuOf(target.pid), before[0]),
    postgresMs: per(cpuOfFamily(databasePid), before[1]),
  }
}

async function againstRaw(stage: Stage, raw: Target, all: Workload[], report: Report) {
  for (const workload of all) {
    const sides = {
      ours: { target: stage.ours, requests: oursOf(stage.sessions, workload) },
      raw: { target: raw, requests: rawOf(workload) },
    }
    for (const { target, requests } of Object.values(sides)) await load(target.port, requests, 4, WARM_UP_SECONDS)
    for (const connections of [1, 16]) {
      const found: { ours: Measured; raw: Measured }[] = []
      for (let round = 0; round < rounds; round++) {
        const once = (side: 'ours' | 'raw') =>
          measure(sides[side].target, stage.databasePid, sides[side].requests, connections)
        found.push(await inTurn(round, once, 'ours', 'raw'))
      }
      report.loads.push({ workload, connections, rounds: found })
    }
    console.error(`${workload.name}: measured`)
  }
}

async function countStatements(stage: Stage, all: Workload[], report: Report) {
  for (const workload of all.filter(({ name }) => ['L1', 'L2', 'D1'].includes(name))) {
    const [request] = oursOf(stage.sessions, workload)
    if (!request) continue
    const counts: { data: number; session: number }[] = []
    // the fewest of some: what is looked up once and kept, and the server's own heartbeat, are not the request's
    for (let attempt = 0; attempt < 4; attempt++) {
      const statements = await statementsOf(stage.client, () => ask(stage.ours.port, request))
      const total = (list: typeof statements) => list.reduce((sum, { calls }) => sum + calls, 0)
      const session = total(statements.filter(({ query }) => query.includes('sessions')))
      counts.push({ session, data: total(statements) - session })
    }
    const [fewest] = counts.toSorted((one, other) => one.data - other.data)
    if (fewest) report.statements.push({ workload, ...fewest })
  }
}

/** Time inside PostgreSQL of a search by serial number: each unit once, all that the request asks for. */
async function timeSerialSearch(stage: Stage, all: Workload[], report: Report) {
  const workload = all.find(({ name }) => name === 'S1b')
  if (!workload) return
  const times: number[] = []
  for (const request of oursOf(stage.sessions, workload)) {
    const statements = await statementsOf(stage.client, () => ask(stage.ours.port, request))
    times.push(statements.reduce((sum, { calls, meanMs }) => sum + calls * meanMs, 0))
  }
  report.serialSearchMs = { median: median(times), worst: Math.max(...times) }
}

/** The list of closed repairs, whose pages are full in both databases. */
async function againstSmall(stage: Stage, small: { sessions: Sessions; ours: Target }, report: Report) {
  const requestsIn = (size: number, sessions: Sessions) =>
    workloads(size)
      .filter(({ name }) => name === 'L1')
      .flatMap((list) => oursOf(sessions, { ...list, variants: list.variants.filter(isOfClosed) }))
  const sides = {
    large: { port: stage.ours.port, requests: requestsIn(rows, stage.sessions) },
    small: { port: small.ours.port, requests: requestsIn(SMALL, small.sessions) },
  }
  await load(sides.small.port, sides.small.requests, 1, seconds)
  for (let round = 0; round < rounds; round++) {
    const once = async (size: 'large' | 'small') => (await load(sides[size].port, sides[size].requests, 1, seconds)).p50
    report.sizes.push(await inTurn(round, once, 'large', 'small'))
  }
}

const isOfClosed = ({ values }: Variant) => values.some((value) => Array.isArray(value) && value.includes('CLOSED'))

/** Both sides of a round, the other one first each time. */
async function inTurn<Side extends string, Result>(
  round: number,
  once: (side: Side) => Promise<Result>,
  one: Side,
  other: Side,
): Promise<Record<Side, Result>> {
  const results: Partial<Record<Side, Result>> = {}
  for (const side of round % 2 ? [one, other] : [other, one]) results[side] = await once(side)
  return results as Record<Side, Result>
}

async function liveChanges(stage: Stage, raw: Target, report: Report) {
  const repairId = idOf('repair', rows - 1)
  const sides = {
    raw: live.raw(raw, repairId, idOf('employee', viewers.manager)),
    ours: live.ours(stage.ours, stage.sessions.manager, repairId),
  }
  for (const side of ['raw', 'ours'] as const) {
    const { target } = sides[side]
    const subscribers = await live.subscribe(sides[side], SUBSCRIBERS)
    for (let index = 0; index < CHANGES_PER_ROUND; index++) await subscribers.change(`${side} warm-up ${index}`)
    const latencies: number[] = []
    const before = [cpuOf(target.pid), cpuOfFamily(stage.databasePid)] as const
    for (let index = 0; index < CHANGES_PER_ROUND * rounds; index++) {
      latencies.push(await subscribers.change(`${side} ${process.pid}-${index}`))
    }
    latencies.sort((a, b) => a - b)
    report.live[side] = {
      nodeMs: (cpuOf(target.pid) - before[0]) / latencies.length,
      postgresMs: (cpuOfFamily(stage.databasePid) - before[1]) / latencies.length,
      p50: median(latencies),
      p99: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN,
    }
    subscribers.close()
  }
}

/** List and card of a role of many rules against an administrator's, after their answers were compared. */
async function rightsCost(stage: Stage, url: string, all: Workload[]) {
  const requests = all
    .filter(({ name }) => name === 'L1' || name === 'D1')
    .map((workload) => {
      const ruled = oursOf(stage.sessions, { ...workload, viewer: 'ruled' })
      const administrator = oursOf(stage.sessions, { ...workload, viewer: 'administrator' })
      const pairs = administrator.map((request, index) => [request, ruled[index] ?? request] as const)
      return { name: workload.name, pairs }
    })
  for (const { name, pairs } of requests) {
    for (const [one, other] of pairs) {
      const found = difference(canonical(await ask(stage.ours.port, one)), canonical(await ask(stage.ours.port, other)))
      if (found) throw new Error(`${name}: the administrator and the rules read different things\n${found}`)
    }
  }
  return {
    loads: await measureRights(stage.ours.port, requests, { rounds: rounds * 3, seconds }),
    ...(await measureCompile(url)),
  }
}

/** Partners' reads with the second wall and by a server without it, after their answers were compared. */
async function wallCost(stage: Stage, bare: Target, all: Workload[]) {
  const partners = await wallRequests(stage.client, stage.sessions, all)
  for (const { title, requests } of partners) {
    for (const request of requests) {
      const found = difference(canonical(await ask(bare.port, request)), canonical(await ask(stage.ours.port, request)))
      if (found) throw new Error(`${title}: the wall gives another answer\n${found}`)
    }
  }
  return measureWall({ without: bare.port, with: stage.ours.port }, partners, { rounds, seconds })
}

async function printPlans(stage: Stage, all: Workload[]) {
  for (const workload of all) {
    const requests = oursOf(stage.sessions, workload)
    // often enough for PostgreSQL to settle on a plan for its prepared statements
    await load(stage.ours.port, requests, 1, 1)
    console.log(`\n===== ${workload.name}`)
    console.log(await plansOf(stage.client, () => ask(stage.ours.port, requests[0] as Buffer)))
  }
}

/** Each attack against a server of its own, so that none has the last one's leavings to bear. */
async function underAttack(client: pg.Client, url: string): Promise<Attacked[]> {
  const wanted = options.only.split(',').filter(Boolean)
  const all = await attacks(client, await signIn(client))
  const work = await openWork(client, workloads(rows))
  const found: Attacked[] = []
  for (const attack of all.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    // counts of the attacks before, by which the server would refuse this one
    await client.query('delete from throttles')
    const target = await startTarget('server.ts', url, { NARYAD_BENCH_ATTACKED: 'on' })
    try {
      found.push(await measureAttack(target.port, attack, work, { seconds }))
    } finally {
      target.stop()
    }
    console.error(`${attack.name}: measured`)
  }
  return found
}

async function main() {
  for (const size of options.attack ? [rows] : new Set([rows, SMALL])) await generate(size)
  const cluster = await startCluster('measure')
  const running: { stop(): void }[] = []
  const start = async (script: 'server.ts' | 'raw.ts', url: string, variables?: Record<string, string>) => {
    const target = await startTarget(script, url, variables)
    running.push(target)
    return target
  }
  try {
    const { url } = await openDatabase(cluster, rows, false)
    if (options.attack) {
      return console.log(renderAttacks(rows, await withClient(url, (client) => underAttack(client, url))))
    }
    const small = await openDatabase(cluster, SMALL, false)
    await withClient(url, async (client) => {
      await client.query('create extension if not exists pg_stat_statements')
      const all = workloads(rows)
      const stage = {
        client,
        sessions: await signIn(client),
        ours: await start('server.ts', url),
        databasePid: cluster.pid,
      }
      if (options.plans) return printPlans(stage, all)
      if (options.export)
        return console.log(renderExport(await measureExport(stage.ours, stage.sessions.administrator)))
      const startBare = () => start('server.ts', url, { NARYAD_BENCH_WALL: 'off' })
      if (options.rights) {
        console.log(renderRights(await rightsCost(stage, url, all)))
        console.log(renderWall(await wallCost(stage, await startBare(), all)))
        return
      }
      const raw = await start('raw.ts', url)
      const report: Report = {
        rows,
        small: SMALL,
        subscribers: SUBSCRIBERS,
        loads: [],
        statements: [],
        sizes: [],
        live: {},
      }
      if (options.only) {
        const wanted = all.filter(({ name }) => options.only.split(',').includes(name))
        await compareAnswers(stage, raw, wanted)
        await againstRaw(stage, raw, wanted, report)
        return console.log(renderLoads(report.loads))
      }
      await compareAnswers(stage, raw, all)
      await countStatements(stage, all, report)
      await timeSerialSearch(stage, all, report)
      await againstRaw(stage, raw, all, report)
      await againstSmall(
        stage,
        { sessions: await withClient(small.url, signIn), ours: await start('server.ts', small.url) },
        report,
      )
      await liveChanges(stage, raw, report)
      report.rights = await rightsCost(stage, url, all)
      report.wall = await wallCost(stage, await startBare(), all)
      const text = renderReport(report, new Date())
      console.log(text)
      if (options.write) {
        const file = join(import.meta.dirname, 'RESULTS.md')
        // what attacks do is measured apart, before and after a change
        const [, attacked = ''] = (await readFile(file, 'utf8')).split(/^(?=## Under attack)/m)
        await writeFile(file, attacked ? `${text}\n${attacked}` : text)
      }
    })
  } finally {
    for (const each of running.reverse()) each.stop()
    await cluster.stop()
  }
}

await main()
process.exit(0)
