/** @jsxImportSource preact */
import { fireEvent, getByLabelText, getByRole, getByText, queryByText, waitFor } from '@testing-library/dom'
import { options, render } from 'preact'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { loadLocale } from '../lib/i18n.ts'
import { mountRequestForm } from './mount.tsx'

const form = {
  __typename: 'PublicForm' as const,
  companyName: 'Термосервис',
  consentVersion: '2026-11-1',
  consentText: 'Согласие',
  manufacturers: [{ __typename: 'PublicManufacturer' as const, id: 'm1', name: 'Абат' }],
}
const sent = { submitServiceRequest: { number: 'З-2026-000001', trackingToken: 'token' } }

interface Operation {
  operationName: string
  variables: { input: Record<string, unknown> }
}

// effects that wait for a picture to be drawn would still wait when the page of the test is gone
options.requestAnimationFrame = queueMicrotask

/** Answers of the server to the operations that change something, in order; the last one goes on. */
let answers: (() => Promise<unknown>)[]
let operations: Operation[]
let element: HTMLElement
let onSent: ReturnType<typeof vi.fn<(sent: unknown) => void>>
let isPhone: boolean

beforeEach(async () => {
  await loadLocale('ru')
  localStorage.clear()
  isPhone = false
  answers = [async () => ({ data: sent })]
  operations = []
  onSent = vi.fn()
  vi.stubGlobal('matchMedia', () => ({ matches: isPhone, addEventListener() {}, removeEventListener() {} }))
  // jsdom does not lay out
  Element.prototype.scrollIntoView = () => {}
  vi.stubGlobal('fetch', async (_url: string, { body }: { body: string }) => {
    const operation: Operation = JSON.parse(body)
    if (operation.operationName === 'PublicUnit') {
      const publicUnit = { model: 'ПКА 10-1/1', category: null, manufacturerId: 'm1' }
      return Response.json({ data: { publicUnit } })
    }
    operations.push(operation)
    const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? (async () => ({}))
    return Response.json(await answer())
  })
})

afterEach(() => {
  render(null, element)
  element.remove()
  vi.unstubAllGlobals()
})

function open() {
  element = document.body.appendChild(document.createElement('div'))
  return mountRequestForm(element, { form, address: null, onSent, onConsentChanged() {} })
}

const field = (label: RegExp) =>
  getByLabelText<HTMLInputElement>(element, label, { selector: 'input, textarea, select' })
const fill = (label: RegExp, value: string) => fireEvent.input(field(label), { target: { value } })
const press = (name: string) => fireEvent.click(getByRole(element, 'button', { name }))

async function fillAll() {
  fill(/^Серийный номер/, 'PKA-4412')
  await waitFor(() => expect(field(/^Модель/).value).toBe('ПКА 10-1/1'))
  fill(/^Описание/, 'Не греет')
  fill(/^Город/, 'Казань')
  fill(/^Адрес/, 'ул. Баумана, 1')
  fill(/^Название/, 'ООО «Ромашка»')
  fill(/^Ваше имя/, 'Анна')
  fill(/^Телефон/, '8 900 123-45-67')
  fill(/^Электронная/, 'anna@romashka.ru')
  fireEvent.click(field(/^Даю согласие/))
  await waitFor(() => expect(field(/^Даю согласие/).checked).toBe(true))
}

it('names every mistake beside its field and puts the cursor into the first', async () => {
  open()
  press('Отправить заявку')
  await waitFor(() => expect(document.activeElement).toBe(field(/^Серийный номер/)))
  expect(field(/^Город/).getAttribute('aria-invalid')).toBe('true')
  const under = document.getElementById(field(/^Телефон/).getAttribute('aria-describedby') ?? '')
  expect(under?.textContent).toBe('Заполните это поле')
  expect(operations).toEqual([])
})

it('fills model and manufacturer from the serial number and sends the request once, however often it is pressed', async () => {
  open()
  await fillAll()
  press('Отправить заявку')
  press('Отправить заявку')
  await waitFor(() => expect(onSent).toHaveBeenCalled())
  expect(onSent.mock.calls).toEqual([
    [{ number: 'З-2026-000001', trackingToken: 'token', email: 'anna@romashka.ru', companyName: 'Термосервис' }],
  ])
  expect(operations).toHaveLength(1)
  expect(operations[0]?.variables.input).toMatchObject({
    model: 'ПКА 10-1/1',
    manufacturerId: 'm1',
    phone: '+79001234567',
  })
})

it('sends again under the same key when the answer was lost', async () => {
  answers = [() => Promise.reject(new TypeError('network')), async () => ({ data: sent })]
  open()
  await fillAll()
  press('Отправить заявку')
  await waitFor(() => getByText(element, /Нет связи с сервером/))
  press('Повторить')
  await waitFor(() => expect(onSent).toHaveBeenCalledOnce())
  const [first, second] = operations.map(({ variables }) => variables.input.submissionKey)
  expect(second).toBe(first)
})

it('asks for consent anew when its text has changed', async () => {
  const problems = [{ key: 'consentVersion', problem: 'OUTDATED' }]
  answers = [async () => ({ errors: [{ extensions: { code: 'VALIDATION', details: { problems } } }] })]
  open()
  await fillAll()
  press('Отправить заявку')
  await waitFor(() => getByText(element, /Текст согласия обновился/))
  expect(field(/^Даю согласие/).checked).toBe(false)
})

it('has what was filled in after a reload, and nothing of it once the request is sent', async () => {
  const close = open()
  fill(/^Город/, 'Казань')
  await waitFor(() => expect(localStorage.getItem('naryad.request.draft')).toContain('Казань'))
  close()
  element.remove()
  open()
  expect(field(/^Город/).value).toBe('Казань')
  await fillAll()
  press('Отправить заявку')
  await waitFor(() => expect(onSent).toHaveBeenCalled())
  expect(localStorage.getItem('naryad.request.draft')).toBeNull()
})

it('asks one question at a time on a phone and goes on only without mistakes', async () => {
  isPhone = true
  open()
  expect(queryByText(element, 'Что случилось?')).toBeNull()
  press('Дальше')
  await waitFor(() => getByText(element, /Укажите номер/))
  fireEvent.click(field(/^Не знаю номер/))
  fill(/^Модель/, 'ПКА-10')
  await waitFor(() => expect(field(/^Модель/).value).toBe('ПКА-10'))
  press('Дальше')
  await waitFor(() => getByRole(element, 'heading', { name: 'Что случилось?' }))
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Что случилось?'))
  press('Назад')
  await waitFor(() => expect(field(/^Модель/).value).toBe('ПКА-10'))
})
