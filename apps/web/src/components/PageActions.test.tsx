import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { startI18n } from '../i18n/index.ts'
import { Theme } from '../theme/Theme.tsx'
import { type PageAction, PageActions } from './PageActions.tsx'

const run = vi.fn()
const actions: PageAction[] = [
  { label: 'Смотреть как', run },
  { label: 'Переименовать', isInMenu: true, run },
]

beforeAll(() => startI18n())
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

async function show(isRoomy: boolean) {
  const heard = { addEventListener() {}, removeEventListener() {}, addListener() {}, removeListener() {} }
  vi.stubGlobal('matchMedia', () => ({ matches: isRoomy, ...heard }))
  render(
    <Theme>
      <PageActions actions={actions} />
    </Theme>,
  )
  const buttons = screen.getAllByRole('button').map((button) => button.textContent || button.ariaLabel)
  fireEvent.click(screen.getByRole('button', { name: 'Другие действия' }))
  const items = await screen.findAllByRole('menuitem')
  return { buttons, items: items.map(({ textContent }) => textContent) }
}

test('where there is room, only what is seldom done is in the menu', async () => {
  expect(await show(true)).toEqual({ buttons: ['Смотреть как', 'Другие действия'], items: ['Переименовать'] })
})

test('on a phone every action is in the menu, which closes with the choice', async () => {
  expect(await show(false)).toEqual({ buttons: ['Другие действия'], items: ['Смотреть как', 'Переименовать'] })
  fireEvent.click(screen.getByRole('menuitem', { name: 'Переименовать' }))
  expect(run).toHaveBeenCalledOnce()
  expect(screen.queryByRole('menu')).toBeNull()
})
