/** What the second wall costs: partners' reads by our server with it and by the same server without it. */
import type pg from 'pg'
import { type Compared, loadInPairs, requestBytes } from './load.ts'
import { type ViewerName, viewers } from './rights.ts'
import { idOf } from './shape.ts'
import { cardQuery, listQuery, searchQuery, type Workload } from './workloads.ts'

export type WallRequests = { title: string; requests: Buffer[] }
/** Without the wall first, with it second. */
export type WallCost = { title: string; rounds: Compared[] }

const newest = [{ field: 'createdAt', isDescending: true }]

export async function wallRequests(
  client: pg.Client,
  sessions: Record<ViewerName, Record<string, string>>,
  all: Workload[],
): Promise<WallRequests[]> {
  const variablesOf = (...names: Workload['name'][]) =>
    all.filter(({ name }) => names.includes(name)).flatMap(({ variants }) => variants.map(({ variables }) => variables))
  const of = (viewer: 'engineer' | 'dealer', query: string, variables: Record<string, unknown>[]) =>
    variables.map((each) => requestBytes('/graphql', sessions[viewer], { query, variables: each }))
  const cardsOf = async (viewer: 'engineer' | 'dealer') => {
    const { rows } = await client.query<{ id: string }>(
      `select r.id from repairs r join employees e on e.service_center_id = r.service_center_id or e.dealer_id = r.dealer_id
       where e.id = $1 order by r.created_at desc limit 60`,
      [idOf('employee', viewers[viewer])],
    )
    return of(viewer, cardQuery, rows)
  }
  const search = variablesOf('S1a', 'S1b')
  return [
    { title: 'L2, a service centre’s list', requests: of('engineer', listQuery, variablesOf('L2')) },
    { title: 'its newest repairs', requests: of('engineer', listQuery, [{ sort: newest }]) },
    { title: 'its card', requests: await cardsOf('engineer') },
    { title: 'its search', requests: of('engineer', searchQuery, search) },
    { title: 'a dealer’s newest repairs', requests: of('dealer', listQuery, [{ sort: newest }]) },
    { title: 'his card', requests: await cardsOf('dealer') },
    { title: 'his search', requests: of('dealer', searchQuery, search) },
  ]
}

export async function measureWall(
  ports: { without: number; with: number },
  all: WallRequests[],
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<WallCost[]> {
  const both = [ports.without, ports.with] as const
  const costs: WallCost[] = []
  for (const { title, requests } of all) {
    const pairs = requests.map((request) => [request, request] as const)
    await loadInPairs(both, pairs, 4, seconds)
    const found: Compared[] = []
    for (let round = 0; round < rounds; round++) found.push(await loadInPairs(both, pairs, 1, seconds))
    costs.push({ title, rounds: found })
  }
  return costs
}
