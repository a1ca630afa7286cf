import { CombinedGraphQLErrors } from '@apollo/client'
import i18next from 'i18next'
import type { FilterInput } from '../gql/graphql.ts'
import { columnHeads, type TableColumn } from './columns.ts'
import type { SortKey } from './url-state.ts'

export type ExportedList = {
  entity: string
  /** Name of the list, which the file is called by. */
  label: string
  columns: readonly TableColumn[]
  filter: FilterInput | null
  sort: readonly SortKey[]
  search: string
}

/** The file began to come and did not come to its end: nothing of it is kept. */
export class BrokenExport extends Error {
  constructor(cause: unknown) {
    super('The file is not whole', { cause })
    this.name = 'BrokenExport'
  }
}

/**
 * Has the server write the list as it is shown, with the interface's words for columns and values, and hands the whole
 * file to the browser. A part of a file is never saved: a table that is short without saying so is worse than none.
 *
 * @throws CombinedGraphQLErrors when the server refuses, BrokenExport when the file breaks off, AbortError by the signal
 */
export async function exportList(
  list: ExportedList,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (bytes: number) => void },
): Promise<{ name: string; bytes: number }> {
  const response = await fetch(`/exports/${list.entity}.csv`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-naryad-csrf': '1' },
    body: JSON.stringify(orderOf(list)),
    signal,
  })
  if (!response.ok || !response.body) throw await refusalOf(response)
  const parts: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  try {
    const reader = response.body.getReader()
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value)
      bytes += part.value.length
      onProgress(bytes)
    }
  } catch (error) {
    throw new BrokenExport(error)
  }
  const day = new Intl.DateTimeFormat('en-CA').format(new Date())
  const name = `${list.label} ${day}.csv`
  save(new Blob(parts, { type: 'text/csv' }), name)
  return { name, bytes }
}

function orderOf({ columns, filter, sort, search }: ExportedList) {
  const heads = columnHeads(columns)
  return {
    columns: columns.map(({ key, field, source }, index) => ({
      key,
      title: heads[index] ?? key,
      labels: field.type === 'BOOLEAN' ? wordsOf('boolean') : source.values ? wordsOf(source.values) : {},
    })),
    filter,
    sort: sort.map(({ field, isDescending }) => ({ field, isDescending })),
    search: search || null,
  }
}

/** Words of a list of known values: {NEW: 'Новая'}. */
function wordsOf(list: string): Record<string, string> {
  const words: unknown = i18next.getResource(i18next.language, 'values', list)
  if (typeof words !== 'object' || words === null) return {}
  return Object.fromEntries(Object.entries(words).filter(([, word]) => typeof word === 'string'))
}

async function refusalOf(response: Response): Promise<Error> {
  const body: unknown = await response.json().catch(() => null)
  const errors: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'errors') : null
  return Array.isArray(errors) ? new CombinedGraphQLErrors({ errors }) : new TypeError('no answer')
}

function save(file: Blob, name: string) {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // the browser has taken hold of it by then
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
