import { expect, test } from 'vitest'
import * as domain from '../src/index.ts'
import { slowTexts } from './hostile-texts.ts'

const calendar = domain.defaultWorkCalendar
const transition = { input: { comment: 'required' } } as const

/** Every exported function that takes a text, with the text in each place where one goes. */
const readers: Record<string, ((text: string) => unknown)[]> = {
  isSoundText: [domain.isSoundText],
  withoutHeaps: [domain.withoutHeaps],
  normalizePhone: [domain.normalizePhone],
  phoneDigits: [domain.phoneDigits],
  formatPhone: [domain.formatPhone],
  normalizeSearch: [domain.normalizeSearch],
  searchDocument: [(text) => domain.searchDocument([text], [text])],
  searchTerms: [domain.searchTerms],
  escapeLike: [domain.escapeLike],
  normalizeEmail: [domain.normalizeEmail],
  parseMoney: [(text) => domain.parseMoney(text), (text) => domain.parseMoney(text, 'en')],
  formatMoney: [(text) => domain.formatMoney(100, text)],
  parseNumber: [domain.parseNumber],
  isValidInn: [domain.isValidInn],
  isWorkingDay: [(text) => domain.isWorkingDay(text, calendar)],
  localDay: [(text) => domain.localDay(new Date(0), text)],
  instantAt: [(text) => domain.instantAt(text, 0, 'UTC'), (text) => domain.instantAt('2026-12-01', 0, text)],
  hasLetter: [domain.hasLetter],
  inputRule: [(text) => domain.inputRule(transition, text)],
}

/** Take numbers, instants, and records and rules of our own making. */
const takeNoText = [
  ...['addWorkingHours', 'workingHoursBetween', 'sumMoney', 'formatRequestNumber', 'formatRepairNumber'],
  ...['DomainError', 'isDomainError', 'chooseAssignment', 'availableFrom', 'isPrimary', 'unmetGuards'],
  ...['validateWorkflow'],
]

test('every exported function is known to take a text or none', () => {
  const exported = Object.entries(domain).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []))
  expect([...Object.keys(readers), ...takeNoText].sort()).toEqual(exported.sort())
})

test.each(Object.entries(readers))('%s reads 100 KB of anything in 20 ms', (_, functions) => {
  expect(functions.flatMap((read) => slowTexts(read))).toEqual([])
})
