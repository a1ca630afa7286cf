import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { CatalogField } from '../../lib/catalog.ts'
import { RecordEditingProvider } from './RecordEditingProvider.tsx'
import { RecordField } from './RecordField.tsx'
import type { RecordEditing, SaveOutcome } from './record-editing.ts'

beforeAll(async () => {
  const { startI18n } = await import('../../i18n/index.ts')
  await startI18n(['common', 'record', 'fields', 'values'])
  // jsdom lays nothing out.
  Element.prototype.scrollIntoView = () => {}
})

afterEach(cleanup)

const city: CatalogField = {
  __typename: 'CatalogField',
  key: 'city',
  type: 'TEXT',
  values: null,
  group: 'client',
  target: null,
  isMany: false,
  isFilterable: true,
  isSortable: true,
  isSearchable: true,
  isWritable: true,
}

function show(value: string, save: RecordEditing['save'], part: Partial<CatalogField> = {}) {
  const element = (record: Record<string, unknown>) => (
    <RecordEditingProvider entity="repair" record={record} isEditable save={save}>
      <RecordField field={{ ...city, ...part }} />
    </RecordEditingProvider>
  )
  const view = render(element({ city: value }))
  return { ...view, arrive: (next: string) => view.rerender(element({ city: next })) }
}

const saved = async (): Promise<SaveOutcome> => ({ kind: 'saved' })

test('a field is edited in place and saved with the value it held when the editor was opened', async () => {
  const save = vi.fn(saved)
  show('Казань', save)
  fireEvent.click(screen.getByRole('button', { name: /Город/ }))
  fireEvent.change(screen.getByLabelText('Город'), { target: { value: 'Самара' } })
  fireEvent.keyDown(screen.getByLabelText('Город'), { key: 'Enter' })
  await waitFor(() => expect(screen.getByRole('status', { name: 'Сохранено' })).toBeTruthy())
  expect(save.mock.calls).toEqual([['city', 'Самара', 'Казань']])
})

test('Esc and an unchanged value save nothing', () => {
  const save = vi.fn(saved)
  show('Казань', save)
  fireEvent.click(screen.getByRole('button', { name: /Город/ }))
  fireEvent.change(screen.getByLabelText('Город'), { target: { value: 'Самара' } })
  fireEvent.keyDown(screen.getByLabelText('Город'), { key: 'Escape' })
  fireEvent.click(screen.getByRole('button', { name: /Город/ }))
  fireEvent.blur(screen.getByLabelText('Город'))
  expect(save).not.toHaveBeenCalled()
  expect(screen.getByText('Казань')).toBeTruthy()
})

test('a value that arrives while the field is being edited is told of and does not overwrite what is typed', () => {
  const { arrive } = show('Казань', saved)
  fireEvent.click(screen.getByRole('button', { name: /Город/ }))
  fireEvent.change(screen.getByLabelText('Город'), { target: { value: 'Сама' } })
  arrive('Уфа')
  expect(screen.getByLabelText<HTMLInputElement>('Город').value).toBe('Сама')
  expect(screen.getByRole('alert').textContent).toContain('Уфа')
})

test('a conflict shows both values and saves mine over theirs only when asked to', async () => {
  const outcomes: SaveOutcome[] = [
    { kind: 'conflict', current: 'Уфа', by: { name: 'Пётр Иванов', at: '2026-11-23T13:00:00Z' } },
    { kind: 'saved' },
  ]
  const save = vi.fn(async () => outcomes.shift() ?? { kind: 'failed' as const, problem: null })
  show('Казань', save)
  fireEvent.click(screen.getByRole('button', { name: /Город/ }))
  fireEvent.change(screen.getByLabelText('Город'), { target: { value: 'Самара' } })
  fireEvent.blur(screen.getByLabelText('Город'))
  const keepMine = await screen.findByRole('button', { name: 'Оставить моё' })
  expect(screen.getByRole('alert').textContent).toMatch(/Пётр Иванов.*Уфа.*Самара/s)
  fireEvent.click(keepMine)
  await waitFor(() => expect(save.mock.calls.at(-1)).toEqual(['city', 'Самара', 'Уфа']))
})

test('a field that may not be written looks like text', () => {
  show('Казань', saved, { isWritable: false })
  expect(screen.queryByRole('button')).toBeNull()
  expect(screen.getByText('Казань')).toBeTruthy()
})

test('what the server refuses stays in the editor with the reason', async () => {
  show('Казань', async () => ({ kind: 'failed', problem: 'Слишком длинный текст' }))
  fireEvent.click(screen.getByRole('button', { name: /Город/ }))
  fireEvent.change(screen.getByLabelText('Город'), { target: { value: 'Самара' } })
  fireEvent.blur(screen.getByLabelText('Город'))
  await screen.findByText('Слишком длинный текст')
  expect(screen.getByLabelText<HTMLInputElement>('Город').value).toBe('Самара')
})
