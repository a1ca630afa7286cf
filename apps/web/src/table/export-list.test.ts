import i18next from 'i18next'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { failureOf } from '../lib/errors.ts'
import type { TableColumn } from './columns.ts'
import { BrokenExport, exportList } from './export-list.ts'

beforeAll(async () => {
  const values = { boolean: { true: 'да', false: 'нет' }, repairStatus: { NEW: 'Новый' } }
  await i18next.init({ lng: 'ru', resources: { ru: { values } } })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

function column(key: string, label: string, type: TableColumn['field']['type'], values?: string): TableColumn {
  const field = {
    __typename: 'CatalogField',
    key,
    type,
    group: null,
    target: null,
    isMany: false,
    isFilterable: true,
    isSortable: true,
    isSearchable: true,
    isWritable: false,
    values: null,
  } as const
  return {
    key,
    label,
    field,
    source: { field: key, variable: '', ...(values && { values }) },
    width: 100,
    isNumeric: false,
  }
}

const list = {
  entity: 'repair',
  label: 'Ремонты',
  columns: [column('status', 'Статус', 'ENUM', 'repairStatus'), column('isWarranty', 'Гарантия', 'BOOLEAN')],
  filter: { field: 'city', operator: 'EQUALS', values: ['Казань'] } as const,
  sort: [{ field: 'number', isDescending: true }],
  search: '',
}

/** What the server was asked, and what the browser was given to save. */
function serve(response: Response) {
  const asked = vi.fn(async (_path: string, _init: RequestInit) => response)
  vi.stubGlobal('fetch', asked)
  const saved = vi.fn((_file: Blob) => 'blob:1')
  Object.assign(URL, { createObjectURL: saved, revokeObjectURL: () => {} })
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {})
  const run = () =>
    exportList(
      { ...list, filter: { ...list.filter, values: [...list.filter.values] } },
      {
        signal: new AbortController().signal,
        onProgress: () => {},
      },
    )
  return { asked, saved, run }
}

test('the list is asked for as it is shown, with words for columns and values', async () => {
  const { asked, saved, run } = serve(new Response('x\r\n'))
  expect(await run()).toMatchObject({ bytes: 3, name: expect.stringMatching(/^Ремонты \d{4}-\d\d-\d\d\.csv$/) })
  expect(saved).toHaveBeenCalledOnce()
  expect(asked.mock.calls[0]?.[0]).toBe('/exports/repair.csv')
  expect(JSON.parse(String(asked.mock.calls[0]?.[1].body))).toEqual({
    columns: [
      { key: 'status', title: 'Статус', labels: { NEW: 'Новый' } },
      { key: 'isWarranty', title: 'Гарантия', labels: { true: 'да', false: 'нет' } },
    ],
    filter: list.filter,
    sort: list.sort,
    search: null,
  })
})

test('of a file that breaks off nothing is saved', async () => {
  let pulls = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (pulls++ === 0) controller.enqueue(new TextEncoder().encode('a;b\r\n'))
      else controller.error(new TypeError('network error'))
    },
  })
  const { saved, run } = serve(new Response(body))
  await expect(run()).rejects.toBeInstanceOf(BrokenExport)
  expect(saved).not.toHaveBeenCalled()
})

test('a refusal is told as the server gave it', async () => {
  const errors = [{ message: 'THROTTLED', extensions: { code: 'THROTTLED', details: { reason: 'EXPORT_RUNNING' } } }]
  const { saved, run } = serve(Response.json({ errors }, { status: 429 }))
  const error: unknown = await run().catch((thrown: unknown) => thrown)
  expect(failureOf(error)).toMatchObject({ code: 'THROTTLED', details: { reason: 'EXPORT_RUNNING' } })
  expect(saved).not.toHaveBeenCalled()
})
