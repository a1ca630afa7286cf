import { cleanup, render } from '@testing-library/react'
import { parse } from 'graphql'
import { afterEach, expect, test, vi } from 'vitest'
import { apollo } from './apollo.ts'
import { failureOf } from './errors.ts'
import { askIdentity, useSudoRequest } from './sudo.ts'

const change = parse('mutation { changeRights { isDone } }')
const refused = { errors: [{ message: 'SUDO_REQUIRED', extensions: { code: 'SUDO_REQUIRED' } }] }
const done = { data: { changeRights: { __typename: 'DonePayload', isDone: true } } }

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

/** Stands for the dialog: answers at once. */
function Host({ isConfirmed, onAsked }: { isConfirmed: boolean; onAsked: () => void }) {
  const request = useSudoRequest()
  if (request) {
    onAsked()
    queueMicrotask(() => request.settle(isConfirmed))
  }
  return null
}

function answerWith(...answers: object[]) {
  const fetch = vi.fn(async () => Response.json(answers.shift()))
  vi.stubGlobal('fetch', fetch)
  return fetch
}

test('what takes a sudo moment is done after the viewer has confirmed who he is, once and without a word to the page', async () => {
  const fetch = answerWith(refused, done)
  render(<Host isConfirmed onAsked={() => {}} />)
  const { data } = await apollo.mutate({ mutation: change })
  expect(data).toMatchObject({ changeRights: { isDone: true } })
  expect(fetch).toHaveBeenCalledTimes(2)
})

test('who does not confirm gets the refusal, and nothing is sent again', async () => {
  const fetch = answerWith(refused)
  render(<Host isConfirmed={false} onAsked={() => {}} />)
  const failure = await apollo.mutate({ mutation: change }).catch((error: unknown) => error)
  expect(failureOf(failure).code).toBe('SUDO_REQUIRED')
  expect(fetch).toHaveBeenCalledTimes(1)
})

test('two operations at once ask once', async () => {
  const onAsked = vi.fn()
  render(<Host isConfirmed onAsked={onAsked} />)
  expect(await Promise.all([askIdentity(), askIdentity()])).toEqual([true, true])
  expect(onAsked).toHaveBeenCalledTimes(1)
  expect(await askIdentity()).toBe(true)
  expect(onAsked).toHaveBeenCalledTimes(2)
})

test('where nobody can be asked the refusal comes at once', async () => {
  expect(await askIdentity()).toBe(false)
})
