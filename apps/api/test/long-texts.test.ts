import { slowTexts } from '@naryad/domain/hostile-texts'
import { Kind } from 'graphql'
import { expect, test } from 'vitest'
import { safeName } from '../src/files/file-type.ts'
import { isRecordId } from '../src/gate/conditions.ts'
import { decodeCursor } from '../src/gate/cursor.ts'
import { day, email, inn, instant, longText, parse, phone, relation, serialNumber, text } from '../src/journal/patch.ts'
import { isUuid } from '../src/journal/uuid.ts'
import { csvWriter } from '../src/modules/exports/csv.ts'
import { isInRange, normalizeCidr } from '../src/modules/sessions/address.service.ts'
import { passwordStrength } from '../src/modules/sessions/password-strength.ts'
import { totpStepOf } from '../src/modules/sessions/totp.ts'
import { readRanges } from '../src/modules/staff/range-input.ts'
import { clientAddress } from '../src/server/client-address.ts'
import { parseRequest } from '../src/server/documents.ts'
import { requireModest } from '../src/server/limits.ts'
import { readSessionToken, requireOwnOrigin } from '../src/server/request.ts'
import { scalars } from '../src/server/scalars.ts'

const key = Buffer.alloc(32)
const owner = { name: 'Анна', email: 'anna@example.ru', companyName: 'Тест' }
const csv = csvWriter('Europe/Moscow')
const column = { type: 'TEXT', title: '', labels: {} } as const
const fields = { text, longText, phone, email, inn, serialNumber, instant, day }
const request = (headers: Record<string, string>) =>
  ({ headers, socket: { remoteAddress: '127.0.0.1' } }) as unknown as Parameters<typeof clientAddress>[0]

/** Everything of ours that reads a text from outside. */
const readers: [what: string, read: (text: string) => unknown][] = [
  ...Object.entries(fields).map(
    ([name, make]) =>
      [`a field: ${name}`, (sent: string) => parse(make('x'), sent)] as [string, (text: string) => unknown],
  ),
  ['a field: relation', (sent) => parse(relation('x', 'client'), sent)],
  ['DateTime', (sent) => scalars.DateTime.parseValue(sent)],
  ['DateTime in a document', (value) => scalars.DateTime.parseLiteral({ kind: Kind.STRING, value })],
  ['Date', (sent) => scalars.Date.parseValue(sent)],
  ['Date in a document', (value) => scalars.Date.parseLiteral({ kind: Kind.STRING, value })],
  ['a document', requireModest],
  ['a request', (query) => parseRequest({ query, operationName: query, variables: { [query]: query } })],
  ['a cursor', (sent) => decodeCursor(key, '', sent)],
  ['an id', (sent) => [isUuid(sent), isRecordId(sent)]],
  ['a file name', (name) => safeName(name, 'image/jpeg')],
  ['a password', (password) => passwordStrength(password, owner)],
  ['a code', (code) => totpStepOf(key, code, new Date(0))],
  ['a network', (cidr) => [normalizeCidr(cidr), isInRange('192.0.2.1', cidr)]],
  ['networks with notes', (note) => readRanges([{ cidr: '192.0.2.0/24', note }])],
  ['X-Forwarded-For', (sent) => clientAddress(request({ 'x-forwarded-for': sent }), ['127.0.0.0/8'])],
  ['a cookie', (cookie) => readSessionToken(request({ cookie }), 'https://example.ru')],
  ['Origin', (origin) => requireOwnOrigin(request({ origin, host: 'example.ru' }), 'https://example.ru')],
  ['a cell of a file', (value) => csv.row([column], [value])],
]

test.each(readers)('%s of 100 KB is read in 20 ms', (_, read) => {
  expect(slowTexts(read)).toEqual([])
})
