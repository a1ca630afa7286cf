/**
 * The requests that are measured. Each is asked of both targets: as a GraphQL operation of our API, and as the values of
 * a statement that `raw.ts` has under the same name.
 */
import { repairStatuses } from '@naryad/domain'
import type { ViewerName } from './rights.ts'
import { counts, idOf, lastDay, longFeed } from './shape.ts'

export type Variant = { variables: Record<string, unknown>; values: unknown[] }

export type Workload = {
  name: 'L1' | 'L2' | 'D1' | 'S1a' | 'S1b'
  title: string
  viewer: ViewerName
  query: string
  variants: Variant[]
}

/** 12 columns and 4 related names: a page of the repairs' table. */
export const listFields = `
  id number status urgency createdAt visitAt city complaint dueAt totalCost laborCost internalNote warrantyVerdict
  manufacturer { id name } serviceCenter { id name } client { id name } manager { id name }`

export const listQuery = `query List($filter: FilterInput, $sort: [SortInput!]) {
  repairs(filter: $filter, sort: $sort, first: 50) { nodes { ${listFields} } endCursor }
  totals(entity: "repair", filter: $filter) { count isCapped }
}`

export const cardQuery = `query Card($id: ID!) {
  repair(id: $id) {
    id number status statusSince moveParty dueAt urgency createdAt closedAt closingComment contactName contactPhone
    contactEmail region city address isWarranty complaint visitAt visitedAt workDone recommendations diagnosis
    warrantyVerdict internalNote travelKm laborCost travelCost partsCost totalCost ratingMark
    manufacturer { id name } serviceCenter { id name } manager { id name } techExpert { id name } client { id name }
    feed(first: 20) { id kind actor createdAt text transition author { id name } changes { field oldValue newValue } }
  }
}`

export const searchQuery = `query Search($search: String!, $sort: [SortInput!]) {
  repairs(search: $search, sort: $sort, first: 20) {
    nodes { id number status createdAt complaint client { id name } equipment { id serialNumber } }
    endCursor
  }
}`

export const subscription = `subscription Card($id: ID!) {
  repairChanged(id: $id) { id isGone repair { ${listFields} } }
}`

export const changeMutation = `mutation Change($id: ID!, $note: String!) {
  updateRepair(id: $id, patch: { internalNote: $note }) { repair { id } }
}`

const statusesWhere = (isFinal: boolean) =>
  Object.entries(repairStatuses).flatMap(([status, rule]) =>
    rule.isFinal === isFinal && status !== 'UNASSIGNED' ? [status] : [],
  )

/** The last twelve months, with edges that no visit stands on. */
const period = ['2025-10-31T23:30:30.000Z', lastDay.replace('00:00:00Z', '23:30:30.000Z')]

function listVariant(manufacturer: number, statuses: string[], serviceCenter?: number): Variant {
  const id = idOf('manufacturer', manufacturer)
  const where = [
    { field: 'manufacturer', operator: 'EQUALS', values: [id] },
    { field: 'status', operator: 'IN', values: statuses },
    { field: 'visitAt', operator: 'BETWEEN', values: period },
  ]
  return {
    variables: { filter: { all: where }, sort: [{ field: 'visitAt', isDescending: true }] },
    values: [id, statuses, ...period, ...(serviceCenter ? [idOf('serviceCenter', serviceCenter)] : [])],
  }
}

const numbersTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)
const statusSets = [statusesWhere(false), statusesWhere(true), ['DIAGNOSIS', 'AWAITING_PARTS'], ['CLOSED']]

/** Repairs whose feed is longer than the page of it, spread over the whole time. */
function repairsWithLongFeeds(rows: number): number[] {
  const step = Math.max(1, Math.floor(rows / longFeed.every / 60)) * longFeed.every
  return numbersTo(Math.min(60, Math.floor(rows / step))).map((each) => each * step)
}

/** Serial number of a unit, as `generate.ts` makes it, without the manufacturer's letter. */
export const serialOf = (unit: number) => String((unit * 7919) % 100_000_000).padStart(8, '0')

export function workloads(rows: number): Workload[] {
  const { equipment } = counts.of(rows)
  const newest = [{ field: 'createdAt', isDescending: true }]
  const search = (text: string): Variant => ({
    variables: { search: text, sort: newest },
    values: [`%${text.toLowerCase()}%`],
  })
  return [
    {
      name: 'L1',
      title: 'List: 50 rows, 12 columns, 4 related names, filter, sort, total',
      viewer: 'manager',
      query: listQuery,
      variants: numbersTo(12).flatMap((each) => statusSets.slice(0, 2).map((statuses) => listVariant(each, statuses))),
    },
    {
      name: 'L2',
      title: 'The same for a role with 5 columns less and one service centre’s rows',
      viewer: 'engineer',
      query: listQuery,
      // the manufacturers that service centre 1 serves
      variants: [4, 8, 12].flatMap((each) => statusSets.map((statuses) => listVariant(each, statuses, 1))),
    },
    {
      name: 'D1',
      title: 'Card: 30 columns, 5 related names, last 20 feed entries with authors and changes',
      viewer: 'manager',
      query: cardQuery,
      variants: repairsWithLongFeeds(rows).map((each) => ({
        variables: { id: idOf('repair', each) },
        values: [idOf('repair', each)],
      })),
    },
    {
      name: 'S1a',
      title: 'Search of a frequent text, newest 20',
      viewer: 'manager',
      query: searchQuery,
      variants: ['пароконв', 'холодильный', 'двери', 'иванов', 'казань', 'e42'].map(search),
    },
    {
      name: 'S1b',
      title: 'Search of a serial number, newest 20',
      viewer: 'manager',
      query: searchQuery,
      variants: numbersTo(24).map((each) => search(serialOf(Math.floor((each * equipment) / 25)))),
    },
  ]
}
