import { expect, test } from 'vitest'
import { always, and, bound, column, ident, literal, never, or, raw, render, sql } from './sql.ts'

const [a, b] = [raw('a'), raw('b')]

test('all of no conditions is always so, any of none is never so', () => {
  expect([and([]), or([])]).toEqual([always, never])
})

test('what is always or never so decides, or is left out', () => {
  expect([and([a, never]), and([never, a]), or([a, always]), or([always, a])]).toEqual([never, never, always, always])
  expect([and([always, a]), and([a, always]), or([never, a]), or([a, never])]).toEqual([a, a, a, a])
  expect([and([always, always]), or([never, never])]).toEqual([always, never])
})

test('conditions that are joined stand in brackets', () => {
  expect([and([a, b]).text, or([a, b]).text]).toEqual(['(a and b)', '(a or b)'])
  expect(and([or([a, b]), a, always]).text).toBe('((a or b) and a)')
})

test('values never become text, whatever is in them', () => {
  const evil = `'; drop table repairs; --`
  const { text, values } = render(sql`select ${raw('x')} = ${evil}, ${[1, evil]}`, nobody)
  expect([text, values]).toEqual(['select x = $1, $2', [evil, [1, evil]]])
})

test('names and constants stay within their quotes', () => {
  expect([ident('a"b').text, column('r', 'a"b').text, literal(`a'b`).text]).toEqual(['"a""b"', 'r."a""b"', `'a''b'`])
})

test('what belongs to the viewer is bound when the statement runs; what he does not have is null', () => {
  const statement = sql`${bound('dealerId')} = ${bound('employeeId')}`
  expect(render(statement, { ...nobody, employeeId: 'e' })).toEqual({
    text: '$1::uuid = $2::uuid',
    values: [null, 'e'],
  })
})

const nobody = { employeeId: null, roleId: null, serviceCenterId: null, dealerId: null, provenId: null }
