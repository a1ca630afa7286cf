/** What was measured, as a table with the aims. */
import { availableParallelism } from 'node:os'
import type { Attacked } from './attack.ts'
import type { Compared, LoadResult } from './load.ts'
import { ruled } from './rights.ts'
import type { RightsCost } from './rights-cost.ts'
import type { WallCost } from './wall-cost.ts'
import type { Workload } from './workloads.ts'

type Measured = LoadResult & { nodeMs: number; postgresMs: number }
type Live = { nodeMs: number; postgresMs: number; p50: number; p99: number }

export type Report = {
  rows: number
  small: number
  subscribers: number
  loads: { workload: Workload; connections: number; rounds: { ours: Measured; raw: Measured }[] }[]
  /** Statements of one request: for its data, and for its session. */
  statements: { workload: Workload; data: number; session: number }[]
  serialSearchMs?: { median: number; worst: number }
  /** Median latency of the list in the large database and in the small one. */
  sizes: { large: number; small: number }[]
  live: { ours?: Live; raw?: Live }
  rights?: RightsCost
  wall?: WallCost[]
}

const aims = {
  ratio: 2,
  serialSearchMs: 30,
  sizeRatio: 1.5,
  liveMs: 25,
  rightsRatio: 1.03,
  wallRatio: 1.2,
  attackRatio: 2,
  healthMs: 100,
  statements: { L1: 2, L2: 2, D1: 1 } as Record<string, number>,
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = Number.NaN, high = Number.NaN] = [sorted[sorted.length % 2 ? middle : middle - 1], sorted[middle]]
  return (low + high) / 2
}

const verdict = (value: number, aim: number) => (value <= aim ? 'PASS' : 'MISS')
const number = (value: number, digits = 2) => (Number.isNaN(value) ? '–' : value.toFixed(digits))

/** A Markdown table as the formatter would write it. */
function table(head: string[], lines: string[][]): string {
  const widths = head.map((title, column) =>
    Math.max(3, ...[title, ...lines.map((line) => line[column] ?? '')].map(({ length }) => length)),
  )
  const line = (cells: string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...lines.map(line)].join('\n')
}

/** What attacks do to others, as a table. */
export function renderAttacks(rows: number, found: Attacked[]): string {
  const lines = found.map(({ attack, quiet, attacked, answers }) => {
    const ratio = attacked.p99 / quiet.p99
    return [
      attack.name,
      `${number(quiet.p50, 1)} / ${number(quiet.p99, 1)}`,
      `${number(attacked.p50, 1)} / ${number(attacked.p99, 1)}`,
      `**${number(ratio)}**`,
      verdict(ratio, aims.attackRatio),
      String(attacked.failed),
      `${number(quiet.worstHealth, 0)} / ${number(attacked.worstHealth, 0)}`,
      verdict(attacked.worstHealth, aims.healthMs),
      [...answers].map(([code, times]) => `${times} ${code}`).join(', '),
    ]
  })
  const titles = found.map(({ attack }) => `- **${attack.name}** ${attack.title}`).join('\n')
  const head = ['', 'p50 / p99', 'attacked', 'x', `≤ ${aims.attackRatio}`, 'failed', 'health']
  return `${titles}\n\n${count(rows)} repairs\n\n${table([...head, `≤ ${aims.healthMs} ms`, 'answers to the attacker'], lines)}`
}

/** Ratios are taken inside a round, in which both targets had the same neighbours; then the median. */
/** The loads beside the limit, as a table. */
export function renderLoads(loads: Report['loads']): string {
  const lines = loads.map(({ workload, connections, rounds }) => {
    const of = (side: 'ours' | 'raw', key: keyof Measured) => median(rounds.map((round) => round[side][key]))
    const ratio = median(
      rounds.map(({ ours, raw }) => (connections === 1 ? ours.p50 / raw.p50 : raw.perSecond / ours.perSecond)),
    )
    // search is aimed at by its time in the database
    const isAimed = !workload.name.startsWith('S')
    const shown = connections === 1 ? (['p50', 2] as const) : (['perSecond', 0] as const)
    return [
      workload.name,
      String(connections),
      number(of('ours', shown[0]), shown[1]),
      number(of('raw', shown[0]), shown[1]),
      `**${number(ratio)}**`,
      isAimed ? `≤ ${aims.ratio.toFixed(1)}` : '',
      isAimed ? verdict(ratio, aims.ratio) : '',
      `${number(of('ours', 'nodeMs'))} + ${number(of('ours', 'postgresMs'))}`,
      `${number(of('raw', 'nodeMs'))} + ${number(of('raw', 'postgresMs'))}`,
      number(of('ours', 'p99'), 1),
    ]
  })
  return table(['load', 'at', 'ours', 'limit', 'x', 'aim', '', 'ours, cpu', 'limit, cpu', 'ours, p99 ms'], lines)
}

export function renderReport(report: Report, at: Date): string {
  const others: string[][] = []
  for (const { workload, data, session } of report.statements) {
    const aim = aims.statements[workload.name] ?? 1
    others.push([
      `${workload.name}: statements for the data (and ${session} for the session)`,
      String(data),
      `≤ ${aim}`,
      verdict(data, aim),
    ])
  }
  if (report.serialSearchMs) {
    const { median: ms, worst } = report.serialSearchMs
    others.push([
      `S1b: time in the database, median (worst ${number(worst, 1)} ms)`,
      `${number(ms, 1)} ms`,
      `≤ ${aims.serialSearchMs} ms`,
      verdict(ms, aims.serialSearchMs),
    ])
  }
  if (report.sizes.length) {
    const ratio = median(report.sizes.map(({ large, small }) => large / small))
    const [large, small] = (['large', 'small'] as const).map((size) =>
      number(median(report.sizes.map((round) => round[size]))),
    )
    others.push([
      `L1: ${count(report.rows)} rows against ${count(report.small)} (${large} and ${small} ms)`,
      number(ratio),
      `≤ ${aims.sizeRatio}`,
      verdict(ratio, aims.sizeRatio),
    ])
  }
  const { ours, raw } = report.live
  if (ours) {
    others.push([
      `U1: processor time of the server per change, ${count(report.subscribers)} subscribers`,
      `${number(ours.nodeMs, 1)} ms`,
      `≤ ${aims.liveMs} ms`,
      verdict(ours.nodeMs, aims.liveMs),
    ])
    others.push([
      'U1: until the last has heard, p50 / p99',
      `${number(ours.p50, 0)} / ${number(ours.p99, 0)} ms`,
      '',
      '',
    ])
  }
  if (raw) {
    others.push([
      'U1 of the limit: processor time; p50 / p99',
      `${number(raw.nodeMs, 1)} ms; ${number(raw.p50, 0)} / ${number(raw.p99, 0)} ms`,
      '',
      '',
    ])
  }
  const titles = [...new Set(report.loads.map(({ workload }) => workload))]
  return `# Speed

Our server against a bare Node server with hand-written SQL (\`raw.ts\`) on the same database in the same run, after all
answers were compared. ${count(report.rows)} repairs, ${count(report.rows * 3)} feed entries. ${at.toISOString().slice(0, 10)}, Node ${process.versions.node},
PostgreSQL 18, ${availableParallelism()} cores shared by server, database and load. \`npm run bench\` repeats it.

${titles.map(({ name, title }) => `- **${name}** ${title}.`).join('\n')}
- **U1** One change of a repair until ${count(report.subscribers)} subscribers have heard of it.

## Against the limit

At 1 connection the median latency in ms, at 16 requests per second; x = times slower than the limit, the median of ratios
each taken inside a round, in which both had the same neighbours. The times themselves say as much about what else ran.
Processor time in ms per request, Node + PostgreSQL. Ours has to look the session up in the database before it may ask for
anything, a round trip that the limit does not make: on the card, the cheapest of the three, it shows most.

${renderLoads(report.loads)}

## The rest

${table(['what', 'measured', 'aim', ''], others)}
${report.rights ? renderRights(report.rights) : ''}${report.wall ? renderWall(report.wall) : ''}`
}

/** What rights cost, as a section. */
export function renderRights({ loads, loadMs, compileMs, bytes }: RightsCost): string {
  const lines = loads.map(({ name, connections, rounds }) => {
    const ratio = median(rounds.map((round) => round.ratio))
    return [
      name,
      String(connections),
      number(median(rounds.map((round) => round.first))),
      number(median(rounds.map((round) => round.second))),
      `**${number(ratio, 3)}**`,
      `≤ ${aims.rightsRatio}`,
      verdict(ratio, aims.rightsRatio),
    ]
  })
  return `
## What rights cost

The same requests of an administrator, who has no rules, and of an employee with a role of ${count(ruled.rules)} field rules
and ${ruled.exceptions} exceptions of his own who reads the same: one server, each request of the one right before or after the other's.
Median latency in ms; x is the median ratio of such pairs, of ${loads[0]?.rounds.length ?? 0} rounds the median.

${table(['load', 'at', 'administrator', 'rules', 'x', 'aim', ''], lines)}

The ${count(ruled.rules + ruled.exceptions)} rules are compiled in ${number(compileMs)} ms, with their reading ${number(loadMs, 1)} ms, once after a change of any; the result takes ${count(Math.round(bytes))} bytes.
`
}

/** What the second wall costs, as a section. */
export function renderWall(costs: WallCost[]): string {
  const lines = costs.map(({ title, rounds }) => {
    const of = (key: keyof Compared) => median(rounds.map((round) => round[key]))
    const ratio = of('ratio')
    return [
      title,
      number(of('first')),
      number(of('second')),
      `**${number(ratio)}**`,
      `≤ ${aims.wallRatio.toFixed(1)}`,
      verdict(ratio, aims.wallRatio),
    ]
  })
  return `
## What the second wall costs

Partners' requests to our server without row security in PostgreSQL and with it, in pairs as above, at 1 connection. With
it every row that a record names is asked about anew, whose is the client, the unit, the entry of the feed: the gate takes
the record for proof, row security does not. And a search walks the organisation's rows, as \`like\` is not leakproof.

${table(['load', 'without', 'with', 'x', 'aim', ''], lines)}
`
}

function count(value: number): string {
  return value.toLocaleString('en')
}
