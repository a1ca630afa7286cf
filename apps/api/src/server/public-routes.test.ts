import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../test/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const SUBMIT = `mutation ($input: PublicRequestInput!) {
  submitServiceRequest(input: $input) { number trackingToken }
}`

async function submit(): Promise<{ number: string; trackingToken: string }> {
  const { publicForm } = await app
    .anonymous()
    .ask<{ publicForm: { consentVersion: string } }>('{ publicForm { consentVersion } }')
  const input = {
    clientName: 'ООО «Ромашка»',
    contactName: 'Анна',
    phone: '8 900 123-45-67',
    email: 'anna@romashka.ru',
    city: 'Казань',
    address: 'ул. Баумана, 1',
    model: 'Печь <b>ПК</b>',
    complaint: 'Не греет',
    consentVersion: publicForm.consentVersion,
    submissionKey: 'submission-of-the-tracking-test',
  }
  const sent = await app
    .anonymous()
    .ask<{ submitServiceRequest: { number: string; trackingToken: string } }>(SUBMIT, { input })
  return sent.submitServiceRequest
}

it('reads a request’s status without JavaScript, in the reader’s language, and lets nobody keep or pass on the address', async () => {
  const { number, trackingToken } = await submit()
  const response = await app.anonymous().fetch(`/p/track/${trackingToken}`, { headers: { 'accept-language': 'ru' } })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toContain('text/html')
  expect(response.headers.get('cache-control')).toContain('no-store')
  expect(response.headers.get('referrer-policy')).toBe('no-referrer')
  const page = await response.text()
  expect(page).toContain(`Заявка ${number}`)
  expect(page).toContain('Заявка принята')
  expect(page).toContain('Печь &lt;b&gt;ПК&lt;/b&gt;')
  expect(page).not.toContain('Анна')
  const english = await app.anonymous().fetch(`/p/track/${trackingToken}?lang=en`)
  expect(await english.text()).toContain(`Request ${number}`)
})

it('answers a made-up link with a page of its own and 404', async () => {
  const response = await app.anonymous().fetch(`/p/track/${'A'.repeat(43)}`, { headers: { 'accept-language': 'ru' } })
  expect(response.status).toBe(404)
  expect(await response.text()).toContain('Такой ссылки нет')
})
