/**
 * Attacks by one account or one address while others work: how slow their lists and cards become, and `/health`. The
 * others come at a fixed pace, so that a request counts from when it was due and not from when there was room for it.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { CONSENT_VERSION } from '@naryad/api/src/modules/public-pages/consent.ts'
import type pg from 'pg'
import { type Connection, openConnection, requestBytes } from './load.ts'
import { openSession, type signIn } from './sessions.ts'
import { idOf } from './shape.ts'
import { cardQuery, listQuery, type Workload } from './workloads.ts'

type Headers = Record<string, string>
type Sessions = Awaited<ReturnType<typeof signIn>>

export interface Attack {
  readonly name: string
  readonly title: string
  /** Requests that are under way at a time; each is followed by the next. */
  readonly parallel: number
  readonly request: Buffer
}

/** What the others met: latencies in milliseconds, and answers that were no data. */
export interface Met {
  readonly requests: number
  readonly p50: number
  readonly p99: number
  readonly failed: number
  readonly worstHealth: number
}

export interface Attacked {
  readonly attack: Attack
  readonly quiet: Met
  readonly attacked: Met
  /** Answers to the attacker by their code; `data` for those that were answered. */
  readonly answers: ReadonlyMap<string, number>
}

/** Office employees who work meanwhile; numbers of `shape.ts`. */
const workers = [4, 5, 6, 7, 8, 9, 10, 11]
const EVERY_MS = 400
const HEALTH_EVERY_MS = 100
/** How long what was asked before the end of a measurement may take; then it counts as that long and as failed. */
const PATIENCE_MS = 60_000
const WARM_UP_SECONDS = 2
/** Between an answer and the next request: the attacker shares the processors, and it is not his work that is measured. */
const ATTACK_PAUSE_MS = 100

/** Where a request says that it comes from: the server that is attacked believes one proxy. */
const from = (address: string): Headers => ({ 'x-forwarded-for': address })
const attacker = from('203.0.113.66')

/** @param client of the database that the attacked server serves */
export async function attacks(client: pg.Client, sessions: Sessions): Promise<Attack[]> {
  const { rows } = await client.query<{ id: string }>(
    'select id from repairs where service_center_id = $1 order by id desc limit 1',
    [idOf('serviceCenter', 1)],
  )
  const [repair] = rows
  if (!repair) throw new Error('No repair of the first service centre')
  const post = (session: Headers, query: string, variables: unknown) =>
    requestBytes('/graphql', { ...session, ...attacker }, { query, variables })
  const search = (text: string) =>
    post(sessions.manager, 'query($search: String!) { repairs(search: $search) { nodes { id } } }', { search: text })
  const filter = (any: unknown[]) =>
    post(sessions.manager, 'query($filter: FilterInput!) { repairs(filter: $filter) { nodes { id } } }', {
      filter: { any },
    })
  const hops = ['equipment.client.name', 'equipment.client.address', 'client.equipment.model', 'client.contacts.name']
  const upTo = <Item>(count: number, item: (index: number) => Item) => Array.from({ length: count }, (_, i) => item(i))
  return [
    {
      name: 'A1',
      title: 'public form, a phone of 50,000 spaces between two digits',
      parallel: 4,
      request: requestBytes(
        '/graphql',
        { 'x-naryad-csrf': '1', ...attacker },
        { query: submitMutation, variables: { input: publicRequest(`8${' '.repeat(50_000)}1`) } },
      ),
    },
    { name: 'A2', title: 'search of 100,000 quotes', parallel: 4, request: search('"'.repeat(100_000)) },
    {
      name: 'A3',
      title: 'search of 10,000 distinct words',
      parallel: 4,
      request: search(upTo(10_000, (index) => `слово${index}`).join(' ')),
    },
    {
      name: 'A4',
      title: '12 comments at a time of a service centre, each with 24,000 mentions',
      parallel: 12,
      request: post(sessions.engineer, commentMutation, {
        input: {
          repairId: repair.id,
          text: 'Посмотрите',
          mentionIds: upTo(24_000, (i) => idOf('employee', 1_000 + i)),
        },
      }),
    },
    {
      name: 'A5',
      title: '12 filters at a time, each of 100 CONTAINS over two relations',
      parallel: 12,
      request: filter(
        upTo(100, (index) => ({
          field: hops[index % hops.length],
          operator: 'CONTAINS',
          values: [`нет такого ${index}`],
        })),
      ),
    },
    {
      name: 'A6',
      title: '12 filters at a time, each of 85 conditions with 1,000 values',
      parallel: 12,
      request: filter(
        upTo(85, (index) => ({
          field: index % 2 ? 'complaint' : 'city',
          operator: 'IN',
          values: upTo(1_000, (value) => `${index}-${value}`),
        })),
      ),
    },
  ]
}

const submitMutation = `mutation($input: PublicRequestInput!) { submitServiceRequest(input: $input) { number } }`
const commentMutation = `mutation($input: CommentInput!) { addComment(input: $input) { feedEntry { id } } }`

const publicRequest = (phone: string) => ({
  clientName: 'Пекарня',
  contactName: 'Иван',
  phone,
  email: 'stranger@example.ru',
  city: 'Казань',
  address: 'ул. Баумана, 1',
  complaint: 'Не включается',
  consentVersion: CONSENT_VERSION,
  submissionKey: 'bench-attack-0000000001',
})

/** List and card in turn, of employees of the office each with a session and an address of their own. */
export async function openWork(client: pg.Client, all: Workload[]): Promise<Buffer[][]> {
  const variables = (name: Workload['name']) =>
    all.find((workload) => workload.name === name)?.variants.map((variant) => variant.variables) ?? []
  const [lists, cards] = [variables('L1'), variables('D1')]
  return Promise.all(
    workers.map(async (number, worker) => {
      const headers = { ...(await openSession(client, number)), ...from(`198.51.100.${number}`) }
      return lists.flatMap((_, index) => {
        const turn = index + worker
        return [
          requestBytes('/graphql', headers, { query: listQuery, variables: lists[turn % lists.length] }),
          requestBytes('/graphql', headers, { query: cardQuery, variables: cards[turn % cards.length] }),
        ]
      })
    }),
  )
}

/** One attack against a server of its own: the others without it, then under it. */
export async function measureAttack(
  port: number,
  attack: Attack,
  work: Buffer[][],
  { seconds }: { seconds: number },
): Promise<Attacked> {
  await others(port, work, WARM_UP_SECONDS)
  const quiet = await others(port, work, seconds)
  const answers = new Map<string, number>()
  const end = new AbortController()
  const attackers = Promise.all(
    Array.from({ length: attack.parallel }, () => keepAsking(port, attack.request, end.signal, answers)),
  )
  const attacked = await others(port, work, seconds)
  end.abort()
  await attackers
  return { attack, quiet, attacked, answers }
}

async function keepAsking(port: number, request: Buffer, end: AbortSignal, answers: Map<string, number>) {
  while (!end.aborted) {
    const connection = await openConnection(port)
    end.addEventListener('abort', () => connection.fail(new Error('over')), { once: true })
    try {
      while (!end.aborted) {
        const answer = await connection.ask(request)
        const code = /"code":"(\w+)"/.exec(answer)?.[1] ?? 'data'
        answers.set(code, (answers.get(code) ?? 0) + 1)
        await wait(ATTACK_PAUSE_MS)
      }
    } catch {
      // closed after a refusal, or given up at the end
      if (end.aborted) answers.set('none', (answers.get('none') ?? 0) + 1)
    } finally {
      connection.close()
    }
  }
}

async function others(port: number, work: Buffer[][], seconds: number): Promise<Met> {
  const latencies: number[] = []
  const healths: number[] = []
  const counted = { failed: 0 }
  const until = performance.now() + seconds * 1_000
  const health = Buffer.from(`GET /health HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: 198.51.100.250\r\n\r\n`)
  const isData = (answer: string) => answer.startsWith('{"data"') && !answer.includes('"errors"')
  const one = (answer: string) => answer.includes('"status":"ok"')
  await Promise.all([
    pace(port, [health], { everyMs: HEALTH_EVERY_MS, delayMs: 0, until, latencies: healths, isGood: one, counted }),
    ...work.map((requests, index) =>
      pace(port, requests, {
        everyMs: EVERY_MS,
        delayMs: (EVERY_MS / work.length) * index,
        until,
        latencies,
        isGood: isData,
        counted,
      }),
    ),
  ])
  latencies.sort((a, b) => a - b)
  const quantile = (q: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))] ?? Number.NaN
  return {
    requests: latencies.length,
    p50: quantile(0.5),
    p99: quantile(0.99),
    failed: counted.failed,
    worstHealth: Math.max(...healths),
  }
}

/** Asks every so often, from when it is due; what is late is asked at once, and its wait counts. */
async function pace(
  port: number,
  requests: Buffer[],
  input: {
    everyMs: number
    delayMs: number
    until: number
    latencies: number[]
    isGood(answer: string): boolean
    counted: { failed: number }
  },
): Promise<void> {
  const { everyMs, until, latencies, isGood, counted } = input
  let connection: Connection | null = null
  let due = performance.now() + input.delayMs
  for (let turn = 0; due < until; turn++, due += everyMs) {
    const request = requests[turn % requests.length]
    if (!request) break
    await wait(Math.max(0, due - performance.now()))
    // nobody waits longer: whatever was due meanwhile is lost with it
    if (performance.now() > until + PATIENCE_MS) break
    connection ??= await openConnection(port)
    const asked: Connection = connection
    const patience = setTimeout(() => asked.fail(new Error('late')), until + PATIENCE_MS - performance.now())
    try {
      if (!isGood(await asked.ask(request))) counted.failed++
    } catch {
      counted.failed++
      asked.close()
      connection = null
    } finally {
      clearTimeout(patience)
    }
    latencies.push(performance.now() - due)
  }
  connection?.close()
}
