import { ApolloClient, ApolloLink, InMemoryCache } from '@apollo/client'
import { Observable } from 'rxjs'
import { expect, test, vi } from 'vitest'
import { client as source } from './generated/client.ts'
import { createRecordList, recordList } from './record-list.ts'
import { columnFlags } from './table-source.ts'

type Variables = { first: number; after: string | null; filter: unknown; c_name?: boolean; c_phone?: boolean }

/** A server with so many clients; answers what it is asked and remembers the questions. */
function serverOf(count: number) {
  const asked: Variables[] = []
  const state = { count, isBroken: false }
  const link = new ApolloLink(({ variables }) => {
    const question = variables as Variables
    asked.push(question)
    return new Observable((observer) => {
      if (state.isBroken) {
        observer.error(new TypeError('no network'))
        return
      }
      const from = Number(question.after ?? 0)
      const to = Math.min(state.count, from + question.first)
      const nodes = Array.from({ length: to - from }, (_, i) => ({
        __typename: 'Client',
        id: String(from + i),
        ...(question.c_name ? { name: `Клиент ${from + i}` } : {}),
        ...(question.c_phone ? { phone: '+7' } : {}),
      }))
      const endCursor = to < state.count ? String(to) : null
      observer.next({ data: { clients: { __typename: 'ClientPage', nodes, endCursor } } })
      observer.complete()
    })
  })
  const apollo = new ApolloClient({ link, cache: new InMemoryCache() })
  const list = createRecordList(apollo, source, { filter: null, sort: [], search: '' })
  const settled = (status = 'ready') => vi.waitFor(() => expect(list.getSnapshot().status).toBe(status))
  return { apollo, list, asked, state, settled }
}

test('pages follow one another until the last; each knows the name of its rows', async () => {
  const { list, asked, settled } = serverOf(120)
  list.show(columnFlags(source, ['phone']))
  await settled()
  expect(list.getSnapshot()).toMatchObject({ hasMore: true })
  expect(list.getSnapshot().items[3]).toEqual({ id: '3', title: 'Клиент 3' })
  list.loadMore()
  await settled()
  list.loadMore()
  await settled()
  expect(list.getSnapshot().items).toHaveLength(120)
  expect(list.getSnapshot().hasMore).toBe(false)
  list.loadMore()
  expect(asked.map(({ first, after }) => [first, after])).toEqual([
    [50, null],
    [50, '50'],
    [50, '100'],
  ])
})

test('a column that was not fetched reads the loaded rows again, one that was asks for nothing', async () => {
  const { list, asked, settled } = serverOf(120)
  list.show(columnFlags(source, ['name']))
  await settled()
  list.loadMore()
  await settled()
  list.show(columnFlags(source, ['name', 'phone']))
  expect(list.getSnapshot().items).toHaveLength(100)
  await settled()
  expect(list.getSnapshot().items).toHaveLength(100)
  expect(asked.at(-1)).toMatchObject({ first: 100, after: null, c_phone: true })
  list.show(columnFlags(source, ['name']))
  list.show(columnFlags(source, ['phone']))
  expect(asked).toHaveLength(3)
})

test('when a further page fails the rows stay, and asking again goes on from there', async () => {
  const { list, state, settled } = serverOf(80)
  list.show(columnFlags(source, ['name']))
  await settled()
  state.isBroken = true
  list.loadMore()
  await settled('error')
  expect(list.getSnapshot().items).toHaveLength(50)
  state.isBroken = false
  list.loadMore()
  await settled()
  expect(list.getSnapshot().items).toHaveLength(80)
})

test('refreshing keeps the old rows until the new ones are here, and keeps the reader’s place', async () => {
  const { list, state, settled } = serverOf(60)
  list.show(columnFlags(source, ['name']))
  await settled()
  list.place.offset = 640
  state.count = 40
  list.refresh()
  expect(list.getSnapshot()).toMatchObject({ status: 'refreshing' })
  expect(list.getSnapshot().items).toHaveLength(50)
  await settled()
  expect(list.getSnapshot().items).toHaveLength(40)
  expect(list.place.offset).toBe(640)
})

test('rights that come back find no list from before they went: its rows are no longer in the store', async () => {
  const { apollo, asked } = serverOf(3)
  const open = () => recordList(apollo, source, { filter: null, sort: [], search: '' }, 'somebody with all rights')
  const before = open()
  before.show(columnFlags(source, ['name']))
  await vi.waitFor(() => expect(before.getSnapshot().status).toBe('ready'))
  expect(open()).toBe(before)
  await apollo.resetStore()
  const after = open()
  after.show(columnFlags(source, ['name']))
  await vi.waitFor(() => expect(after.getSnapshot().status).toBe('ready'))
  expect(asked).toHaveLength(2)
  await apollo.clearStore()
  expect(open()).not.toBe(after)
})
