import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { Profiler } from 'react'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { startI18n } from '../../i18n/index.ts'
import { Theme } from '../../theme/Theme.tsx'
import { FieldRow } from './FieldRow.tsx'
import type { FieldItem } from './fields.ts'
import { createRoleDraft, RoleDraftContext } from './role-draft.ts'
import { fieldRule, type Role } from './rules.ts'

const keys = ['laborCost', 'travelCost', 'totalCost']
const role: Role = {
  __typename: 'RoleSettings',
  id: '1',
  name: 'Инженер',
  affiliation: 'SERVICE_CENTER',
  isAdmin: false,
  requiresSecondFactor: false,
  sessionIdleMinutes: null,
  sessionMaxHours: null,
  employeeCount: 0,
  fields: keys.map((field) => ({ __typename: 'FieldRule', entity: 'repair', field, access: 'READ' })),
  scopes: [],
  actions: [],
  notifications: [],
  ipRanges: [],
  problems: [],
  version: 'a',
}
const item = (key: string, isWritable: boolean, sources: FieldItem['sources'] = []): FieldItem => ({
  rule: fieldRule('repair', key),
  entity: 'repair',
  key,
  name: key,
  type: 'MONEY',
  target: null,
  isWritable,
  requiredBy: [],
  sources,
  emptiedBy: [],
  alsoIn: key === 'laborCost' ? [{ rule: fieldRule('repair', 'travelCost'), name: 'travelCost' }] : [],
})
const fields = [
  item('laborCost', true),
  item('travelCost', true),
  item('totalCost', false, [{ rule: fieldRule('repair', 'laborCost'), name: 'laborCost' }]),
]

beforeAll(() => startI18n(['roles', 'access', 'fields', 'values']))
afterEach(cleanup)

function show() {
  const drawn: string[] = []
  const draft = createRoleDraft(role)
  render(
    <Theme>
      <RoleDraftContext value={draft}>
        {fields.map((field) => (
          <Profiler key={field.key} id={field.key} onRender={(id) => drawn.push(id)}>
            <FieldRow field={field} other={undefined} isFocused={false} />
          </Profiler>
        ))}
      </RoleDraftContext>
    </Theme>,
  )
  const levels = (name: string) => screen.getByRole('radiogroup', { name: `Доступ: Ремонты · ${name}` })
  return { draft, drawn, levels }
}

test('a press draws its own row anew, and those that are computed from it, not the others', () => {
  const { drawn, levels } = show()
  drawn.length = 0
  const none = levels('laborCost').querySelector('[data-level=NONE]')
  if (!none) throw new Error('no switch')
  act(() => fireEvent.click(none))
  expect(new Set(drawn)).toEqual(new Set(['laborCost', 'totalCost']))
  expect(screen.getByText('не увидит: закрыто «laborCost»')).toBeTruthy()
})

test('a closed field names where the role still reads the same, until that is closed too', () => {
  const { levels } = show()
  const press = (name: string, key: string) => act(() => void fireEvent.keyDown(levels(name), { key }))
  expect(screen.queryByText('то же видно: travelCost')).toBeNull()
  press('laborCost', '0')
  expect(screen.getByText('то же видно: travelCost')).toBeTruthy()
  press('travelCost', '0')
  expect(screen.queryByText('то же видно: travelCost')).toBeNull()
})

test('0, 1 and 2 set the access; a field that nothing writes stays readable', () => {
  const { draft, levels } = show()
  const press = (name: string, key: string) => act(() => void fireEvent.keyDown(levels(name), { key }))
  press('travelCost', '2')
  expect(draft.get(fieldRule('repair', 'travelCost'))).toBe('WRITE')
  press('travelCost', '0')
  expect(draft.get(fieldRule('repair', 'travelCost'))).toBe('NONE')
  press('totalCost', '2')
  expect(draft.get(fieldRule('repair', 'totalCost'))).toBe('READ')
})

test('arrows change the access sideways and go to the next field downwards', () => {
  const { draft, levels } = show()
  const first = levels('laborCost')
  act(() => void fireEvent.keyDown(first, { key: 'ArrowRight' }))
  expect(draft.get(fieldRule('repair', 'laborCost'))).toBe('WRITE')
  act(() => void fireEvent.keyDown(first, { key: 'ArrowDown' }))
  expect(levels('travelCost').contains(document.activeElement)).toBe(true)
})
