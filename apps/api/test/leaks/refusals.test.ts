import { randomUUID } from 'node:crypto'
import { repairStatusNames, repairTransitionNames, requestStatusNames, requestTransitionNames } from '@naryad/domain'
import { isNonNullType } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CatalogField } from '../../src/gate/catalog.ts'
import type { Caller } from '../app.ts'
import { carriersOf, fieldsOf, known } from './carriers.ts'
import { inStates, nameOf, type Reader, startReader, statesOf } from './reader.ts'
import { isComplete, pick, report, sampleOf, seed } from './sample.ts'

let reader: Reader
/** Somebody of the world's service centre, by whose scope a mention or an explanation could tell the centre. */
let centre: string
/** Somebody of the world's dealer. */
let dealer: string

const { carriers, valueFor, ids, others } = carriersOf(() => reader)

beforeAll(async () => {
  reader = await startReader()
  const { app, world } = reader
  const { pool } = app.services
  centre = await app.addEmployee({
    email: 'centre@x.ru',
    role: 'serviceCenter',
    serviceCenterId: world.ids.serviceCenter ?? '',
  })
  dealer = await app.addEmployee({ email: 'dealer@x.ru', role: 'dealer', dealerId: world.ids.dealer ?? '' })
  // a write that goes through is told from a refused one, and leaves nothing: it fails at its commit, and a number of
  // the sequence stays taken
  await pool.query(`create sequence went_through;
    create function take_back() returns trigger language plpgsql as
      'begin perform nextval(''went_through''); raise exception ''went through''; end';
    create constraint trigger take_back after insert on change_events deferrable initially deferred
      for each row execute function take_back()`)
}, 180_000)

afterAll(() => reader?.app.stop())

interface Write {
  readonly name: string
  readonly operation: string
  readonly variables: () => Record<string, unknown>
}

/** What provokes a field's own problems: nothing, a past day, a stranger, somebody inactive. */
function bad(key: string, value: unknown): unknown[] {
  if (key.endsWith('At')) return ['2020-01-01T00:00:00Z']
  if (typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value)) return [randomUUID()]
  return []
}

/** Every field of every input alone, with a value that may do and with some that may not. */
function ofInputs(): Write[] {
  return carriers.flatMap(({ name: carrier, inputType, operation, base, variables }) =>
    fieldsOf(inputType).flatMap(({ name, key, entity, field }) => {
      const good = valueFor(field, entity, key)
      const values = [good, ...bad(key, good), ...(isNonNullType(field.type) ? [] : [null])]
      return values.map((value, index) => ({
        name: `${carrier}: ${name} ${index}`,
        operation,
        variables: () => ({ ...variables?.(), input: { ...base?.(name, value), [name]: value } }),
      }))
    }),
  )
}

function ofMoves(): Write[] {
  const moves = [
    ['repair', 'transitionRepair', repairTransitionNames],
    ['serviceRequest', 'transitionServiceRequest', requestTransitionNames],
  ] as const
  return moves.flatMap(([entity, mutation, names]) =>
    names.flatMap((move) =>
      ['', ', input: { comment: "так надо" }'].map((input) => ({
        name: `${mutation}: ${move}${input && ' with a comment'}`,
        operation: `mutation ($id: ID!) { ${mutation}(id: $id, transition: "${move}"${input}) { ${entity} { id } } }`,
        variables: () => ({ id: ids()[entity] }),
      })),
    ),
  )
}

function ofEntries(): Write[] {
  const comment = 'mutation ($input: CommentInput!) { addComment(input: $input) { feedEntry { id } } }'
  const mention = (name: string, who: () => string | undefined, isLocked = false) =>
    (['repair', 'serviceRequest'] as const).map((entity) => ({
      name: `addComment: mentions ${name} in ${entity}`,
      operation: comment,
      variables: () => ({
        input: {
          [entity === 'repair' ? 'repairId' : 'requestId']: ids()[entity],
          text: 'слова',
          mentionIds: [who()],
          ...(isLocked && { isLocked }),
        },
      }),
    }))
  const byId = (name: string, operation: string, entity: string) => ({
    name,
    operation,
    variables: () => ({ id: ids()[entity] }),
  })
  return [
    ...mention('somebody of a centre', () => centre),
    ...mention('somebody of a dealer', () => dealer),
    ...mention('a colleague', () => others().employee, true),
    ...mention('nobody', () => randomUUID()),
    byId('lock', 'mutation ($id: ID!) { setFeedEntryLock(id: $id, isLocked: true) { feedEntry { id } } }', 'feedEntry'),
    byId(
      'unlock',
      'mutation ($id: ID!) { setFeedEntryLock(id: $id, isLocked: false) { feedEntry { id } } }',
      'feedEntry',
    ),
    byId('remove', 'mutation ($id: ID!) { removeDocument(id: $id) { repair { id } } }', 'document'),
    byId('restore', 'mutation ($id: ID!) { restoreDocument(id: $id) { repair { id } } }', 'document'),
    ...[() => centre, () => dealer].flatMap((who, index) =>
      ['repair', 'serviceRequest', 'document', 'client'].map((entity) => ({
        name: `explainAccess: ${entity} ${index}`,
        operation: `query ($who: ID!, $id: ID!) {
          explainAccess(employeeId: $who, entity: "${entity}", recordId: $id) { isAllowed steps { rule isAllowed } }
        }`,
        variables: () => ({ who: who(), id: ids()[entity] }),
      })),
    ),
  ]
}

const GONE_THROUGH = 'went through'

/** Whether it went through, or how it was refused; of a question the answer. */
async function answerOf(caller: Caller, { operation, variables }: Write): Promise<string> {
  const { pool } = reader.app.services
  const taken = async () => (await pool.query<{ n: string }>('select last_value, is_called from went_through')).rows[0]
  const before = JSON.stringify(await taken())
  const { data, errors } = await caller.graphql(operation, variables())
  const [error] = errors ?? []
  if (!error) return operation.startsWith('query') ? JSON.stringify(data) : GONE_THROUGH
  const { code, details } = error.extensions
  if (code === 'INTERNAL' && JSON.stringify(await taken()) !== before) return GONE_THROUGH
  return JSON.stringify({ code, details: code === 'INTERNAL' ? null : details })
}

/** More states than two for the fields that most refusals depend on. */
const moreStates: Readonly<Record<string, readonly unknown[]>> = {
  'repair.status': isComplete ? repairStatusNames : ['ASSIGNED', 'VISIT_SCHEDULED', 'CLOSED'],
  'serviceRequest.status': requestStatusNames,
  'repair.visitAt': ['2024-02-02T10:00:00Z', '2038-08-08T10:00:00Z', null],
  'repair.diagnosis': ['ТЭН', null],
  'repair.warrantyVerdict': ['WARRANTY', null],
  'serviceRequest.returnedFields': [['phone'], ['inn', 'city'], ['documents']],
}

/** Whose record is changed: one that writes point to is another than the one they are made in. */
const pointedAt = new Set(['serviceCenter', 'contact', 'manufacturer', 'dealer', 'equipment'])

const told = ['repair', 'serviceRequest', 'client', 'contact', 'serviceCenter', 'equipment', 'document', 'feedEntry']
const fields = told.flatMap((entity) => [...known.entity(entity).fields.values()])
/** What declares itself the ground of refusals is asked for each day, with the writes that it decides. */
const always = new Set(['repair.status', 'repair.serviceCenter', 'repair.client', 'contact.client'])
const sample = [
  ...fields.filter((field) => always.has(nameOf(field))),
  ...sampleOf(
    fields.filter((field) => !always.has(nameOf(field))),
    (field) => `refusals ${nameOf(field)}`,
    (field) => field.entity,
  ),
]

/** Of all writes, those that the day draws; of the fields above, those in which their examples stand. */
function writesFor(field: CatalogField): Write[] {
  const writes = [...ofInputs(), ...ofMoves(), ...ofEntries()]
  if (isComplete) return writes
  const isExample = ({ name }: Write) =>
    always.has(nameOf(field)) &&
    /visitAt|serviceCenterId|contactId|mentions|explainAccess|cancel|close|reopen|scheduleVisit/.test(name)
  const drawn = Array.from({ length: 25 }, (_, at) => pick(writes, `${nameOf(field)} ${at}`))
  return [...new Set([...writes.filter(isExample), ...drawn.filter((one) => one !== undefined)])]
}

async function compare(field: CatalogField): Promise<{ writes: Write[]; differing: string[]; states: number }> {
  const own = reader.catalog.field(field.entity, field.key)
  const states = moreStates[nameOf(field)]?.length ? moreStates[nameOf(field)] : statesOf(reader, own)
  if (!states) return { writes: [], differing: [], states: 0 }
  const writes = writesFor(field)
  const { world } = reader
  const record = pointedAt.has(field.entity) ? world.others : world.ids
  const asked = { ...reader, world: { ...world, ids: { ...world.ids, [field.entity]: record[field.entity] ?? '' } } }
  const given = await inStates(asked, own, states, async () => {
    const answers: string[] = []
    for (const write of writes) answers.push(await answerOf(reader.viewer, write))
    return answers
  })
  const differing = writes.filter((_, at) => new Set(given.map((answers) => answers[at])).size > 1)
  return { writes, differing: differing.map(({ name }) => name), states: given.length }
}

describe.each(sample.map((field) => [nameOf(field), field] as const))('hidden %s', (name, field) => {
  test('decides of no write whether or how it is refused', { timeout: 600_000 }, async () => {
    await reader.setAccess('NONE', [name])
    const { writes, differing, states } = await compare(field)
    report([
      { path: 'refusal', field: name, role: 'reader', questions: writes.length, states, findings: differing.length },
    ])
    expect(differing, `LEAK_SEED=${seed}`).toEqual([])
  })
})

test.each([...always])('the same writes do tell %s once it is readable', { timeout: 600_000 }, async (name) => {
  await reader.setAccess('WRITE', [])
  const field = fields.find((one) => nameOf(one) === name)
  if (!field) throw new Error(name)
  expect((await compare(field)).differing.length).toBeGreaterThan(0)
})
