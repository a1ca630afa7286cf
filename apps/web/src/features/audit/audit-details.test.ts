import { expect, test } from 'vitest'
import { readDetails } from './audit-details.ts'

test('changes of rules are told apart from plain facts', () => {
  const change = { subject: 'field', entity: 'repair', key: 'number', before: 'READ', after: 'NONE' }
  expect(readDetails(JSON.stringify({ changes: [change, { subject: 'name' }], removed: 3 }))).toEqual({
    changes: [change, { subject: 'name', entity: null, key: null, before: null, after: null }],
    operation: null,
    action: null,
    facts: [{ key: 'removed', value: 3 }],
  })
})

test('facts are told in the order of a story', () => {
  const { facts } = readDetails('{"rows":1,"code":"X","other":2,"columns":["a"],"outcome":"Y"}')
  expect(facts.map(({ key }) => key)).toEqual(['code', 'columns', 'rows', 'outcome', 'other'])
})

test('what was refused is told apart from why', () => {
  const text = '{"code":"FORBIDDEN","action":"role.manage","operation":"Mutation.createRole"}'
  expect(readDetails(text)).toEqual({
    changes: [],
    operation: 'Mutation.createRole',
    action: 'role.manage',
    facts: [{ key: 'code', value: 'FORBIDDEN' }],
  })
})

test.each(['', 'null', '[]', '{', '"text"', '{"changes":[1,null,"x"]}', '{"changes":{}}'])(
  'what cannot be read, %j, tells nothing',
  (text) => {
    expect(readDetails(text)).toEqual({ changes: [], operation: null, action: null, facts: [] })
  },
)
