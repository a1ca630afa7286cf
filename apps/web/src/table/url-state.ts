import type { Density } from '../lib/theme-mode.ts'
import { type Condition, operators } from './filter.ts'

export type SortKey = { field: string; isDescending: boolean }

/**
 * Everything that makes a list look as it does, except what is selected in it. Null: as the page has it by default.
 * The address keeps only what differs from that.
 */
export type TableState = {
  search: string
  conditions: readonly Condition[]
  sort: readonly SortKey[] | null
  tab: string | null
  view: 'table' | 'board'
  /** Shown columns in their order. */
  columns: readonly string[] | null
  /** Pixels by column. */
  widths: Readonly<Record<string, number>>
  pinned: readonly string[] | null
  /** Columns summed below the list. */
  sums: readonly string[] | null
  density: Density | null
}

export const emptyState: TableState = {
  search: '',
  conditions: [],
  sort: null,
  tab: null,
  view: 'table',
  columns: null,
  widths: {},
  pinned: null,
  sums: null,
  density: null,
}

/** Names of the address's parameters that say how the list is laid out, not what is in it. */
export const layoutParameters = ['cols', 'w', 'pin', 'sum', 'd'] as const

const densities: readonly Density[] = ['comfortable', 'compact']

const MIN_WIDTH = 48
const MAX_WIDTH = 1200

const escapeValue = (value: string) => value.replace(/[\\,]/g, '\\$&')

/** Splits at commas that are not escaped. */
function splitValues(text: string): string[] {
  const values: string[] = []
  let value = ''
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && i + 1 < text.length) value += text[++i]
    else if (text[i] === ',') {
      values.push(value)
      value = ''
    } else value += text[i]
  }
  values.push(value)
  return values
}

const encodeList = (keys: readonly string[]) => keys.map(escapeValue).join(',')
const decodeList = (text: string | null) => (text === null ? null : splitValues(text).filter((key) => key !== ''))

function encodeCondition({ field, operator, values }: Condition): string {
  return values.length > 0 ? `${field}:${operator}:${encodeList(values)}` : `${field}:${operator}`
}

function decodeCondition(text: string): Condition | null {
  const [, field, name, values] = /^([\w.]+):(\w+)(?::([\s\S]*))?$/.exec(text) ?? []
  const operator = operators.find((each) => each === name)
  if (!field || !operator) return null
  return { field, operator, values: values === undefined ? [] : splitValues(values) }
}

/** Writes the state into the parameters; others are left as they are. */
export function writeState(parameters: URLSearchParams, state: TableState): URLSearchParams {
  const next = new URLSearchParams(parameters)
  const put = (name: string, value: string | null | undefined) => {
    if (value === null || value === undefined || value === '') next.delete(name)
    else next.set(name, value)
  }
  // An empty list is a choice as well, unlike none at all.
  const putList = (name: string, list: readonly string[] | null) => {
    if (list === null) next.delete(name)
    else next.set(name, encodeList(list))
  }
  put('q', state.search)
  next.delete('f')
  for (const condition of state.conditions) next.append('f', encodeCondition(condition))
  putList('sort', state.sort?.map(({ field, isDescending }) => `${isDescending ? '-' : ''}${field}`) ?? null)
  put('tab', state.tab)
  put('view', state.view === 'board' ? 'board' : null)
  putList('cols', state.columns)
  put(
    'w',
    Object.entries(state.widths)
      .map(([key, width]) => `${key}:${Math.round(width)}`)
      .join(','),
  )
  putList('pin', state.pinned)
  putList('sum', state.sums)
  put('d', state.density)
  return next
}

/** Reads the state. What cannot be understood (an old or mistyped address) is passed over. */
export function readState(parameters: URLSearchParams): TableState {
  const widths: Record<string, number> = {}
  for (const part of parameters.get('w')?.split(',') ?? []) {
    const [, key, digits] = /^([\w.]+):(\d+)$/.exec(part) ?? []
    if (key) widths[key] = Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, Number(digits)))
  }
  const sort = decodeList(parameters.get('sort'))
  return {
    search: parameters.get('q') ?? '',
    conditions: parameters.getAll('f').flatMap((text) => decodeCondition(text) ?? []),
    sort: sort?.map((key) => ({ field: key.replace(/^-/, ''), isDescending: key.startsWith('-') })) ?? null,
    tab: parameters.get('tab'),
    view: parameters.get('view') === 'board' ? 'board' : 'table',
    columns: decodeList(parameters.get('cols')),
    widths,
    pinned: decodeList(parameters.get('pin')),
    sums: decodeList(parameters.get('sum')),
    density: densities.find((each) => each === parameters.get('d')) ?? null,
  }
}

/** What a click on a header makes of the sort: ascending, descending, none; with shift beside the other columns. */
export function toggleSort(sort: readonly SortKey[], field: string, isMulti: boolean): SortKey[] {
  const present = sort.find((each) => each.field === field)
  const next = present ? (present.isDescending ? null : { field, isDescending: true }) : { field, isDescending: false }
  if (!isMulti) return next ? [next] : []
  if (!present) return [...sort, { field, isDescending: false }]
  return sort.flatMap((each) => (each.field === field ? (next ?? []) : each))
}
