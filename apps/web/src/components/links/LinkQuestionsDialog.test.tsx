import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { LinkQuestionsDialog } from './LinkQuestionsDialog.tsx'
import { type LinkQuestion, sendConfirmed } from './link-questions.ts'

beforeAll(async () => {
  const { startI18n } = await import('../../i18n/index.ts')
  await startI18n(['common', 'record', 'fields', 'values'])
})
afterEach(cleanup)

const dealer = { entity: 'dealer' as const, id: 'd', title: 'Ресторан-Снаб', fields: ['name', 'inn', 'address'] }
const client: LinkQuestion = {
  id: 'client',
  kind: 'LINK',
  record: { entity: 'client', id: 'c', title: 'Ромашка' },
  partners: [dealer],
  contact: null,
  dependsOn: null,
}
const contact: LinkQuestion = {
  id: 'contact',
  kind: 'ADD_CONTACT',
  record: client.record,
  partners: [],
  contact: { name: 'Анна Петрова', phone: '+78435551234', email: null },
  dependsOn: 'client',
}

function show(questions: LinkQuestion[]) {
  const answer = vi.fn()
  render(
    <LinkQuestionsDialog
      isOpen
      questions={questions}
      confirmLabel="Принять в ремонт"
      onAnswer={answer}
      onClose={() => {}}
    />,
  )
  return answer
}
const choose = (name: RegExp) => fireEvent.click(screen.getByLabelText(name))
const confirm = () => screen.getByText<HTMLButtonElement>('Принять в ремонт')

test('what a partner would see is said in words, and nothing is chosen for the person', () => {
  const answer = show([client])
  screen.getByText('Дилер «Ресторан-Снаб» увидит карточку клиента «Ромашка»: название, ИНН, адрес.')
  expect(confirm().disabled).toBe(true)
  choose(/связать и показать/)
  fireEvent.click(confirm())
  expect(answer).toHaveBeenCalledWith([{ question: 'client', isYes: true }])
})

test('a new contact of a known client is left out unless it is chosen, and not asked about where the client is another', () => {
  const answer = show([client, contact])
  choose(/связать и показать/)
  fireEvent.click(confirm())
  expect(answer).toHaveBeenLastCalledWith([
    { question: 'client', isYes: true },
    { question: 'contact', isYes: false },
  ])
  screen.getByText(/новый контакт: Анна Петрова, \+7 843 555-12-34/)
  choose(/другой/)
  expect(screen.queryByText(/новый контакт/)).toBeNull()
  fireEvent.click(confirm())
  expect(answer).toHaveBeenLastCalledWith([{ question: 'client', isYes: false }])
})

test('a link made by hand is agreed to by going on', () => {
  const answer = show([{ ...client, kind: 'SHOW' }])
  expect(document.querySelector('input')).toBeNull()
  fireEvent.click(confirm())
  expect(answer).toHaveBeenCalledWith([{ question: 'client', isYes: true }])
})

test('a refusal that asks nothing is not asked about', async () => {
  const ask = vi.fn()
  const send = () => Promise.reject(new Error('broken'))
  await expect(sendConfirmed(send, ask, '')).rejects.toThrow('broken')
  expect(ask).not.toHaveBeenCalled()
})
