import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { refreshTracking } from './refresh.ts'

const page = (status: string) =>
  `<div id="app" data-rendered><div data-live><h2>${status}</h2></div><p data-state></p></div>`

let answer: () => Promise<Response>
let stop: () => void
let requests: number

beforeEach(() => {
  vi.useFakeTimers()
  requests = 0
  vi.stubGlobal('fetch', () => {
    requests += 1
    return answer()
  })
  document.body.innerHTML = page('Заявка принята')
  stop = refreshTracking(document.getElementById('app') ?? document.body)
})

afterEach(() => {
  stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const status = () => document.querySelector('h2')?.textContent
const state = () => document.querySelector('[data-state]')?.textContent

it('puts in what has changed on the server within half a minute', async () => {
  answer = async () => new Response(page('Сервисный центр назначен'))
  await vi.advanceTimersByTimeAsync(30_000)
  expect(status()).toBe('Сервисный центр назначен')
})

it('leaves what has not changed where it is, so that nobody loses his place', async () => {
  const before = document.querySelector('h2')
  answer = async () => new Response(page('Заявка принята'))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(requests).toBe(2)
  expect(document.querySelector('h2')).toBe(before)
})

it('says how old the picture is while there is no connection, and takes it back', async () => {
  answer = () => Promise.reject(new TypeError('offline'))
  await vi.advanceTimersByTimeAsync(30_000)
  expect(state()).toMatch(/^Нет связи/)
  expect(status()).toBe('Заявка принята')
  answer = async () => new Response(page('Заявка принята'))
  window.dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(0)
  expect(state()).toBe('Данные обновляются сами')
})

it('keeps what it has when the server answers with a refusal', async () => {
  answer = async () => new Response('', { status: 503 })
  await vi.advanceTimersByTimeAsync(30_000)
  expect(status()).toBe('Заявка принята')
})
