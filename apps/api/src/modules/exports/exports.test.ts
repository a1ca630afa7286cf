import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Caller, cast, startTestApp, type TestApp } from '../../../test/app.ts'

let app: TestApp
let administrator: Caller
let manager: Caller
let dealer: Caller

beforeAll(async () => {
  app = await startTestApp({ isWorker: false })
  for (const email of [cast.manager, cast.dealer]) await setAction(email, true)
  administrator = await app.asEmployee(cast.administrator)
  manager = await app.asEmployee(cast.manager)
  dealer = await app.asEmployee(cast.dealer)
  await addClients(2_500, 'х')
  await app.services.pool.query(`update clients set city = 'Казань', inn = '1655000001' where name = 'Клиент 0007'`)
})

afterAll(() => app?.stop())

async function idOf(email: string): Promise<string> {
  return (await app.services.prisma.employee.findUniqueOrThrow({ where: { email } })).id
}

async function setAction(email: string, isAllowed: boolean): Promise<void> {
  const employeeId = await idOf(email)
  const rule = { employeeId, action: 'records.export' }
  await app.services.prisma.employeeAction.upsert({
    where: { employeeId_action: rule },
    create: { ...rule, isAllowed, setById: employeeId },
    update: { isAllowed },
  })
}

async function addClients(count: number, note: string): Promise<void> {
  await app.services.pool.query(
    `insert into clients (id, name, note) select gen_random_uuid(), 'Клиент ' || lpad(n::text, 4, '0'), $2
     from generate_series(1, $1) n`,
    [count, note],
  )
}

const name = { key: 'name', title: 'Название' }

function order(caller: Caller, entity: string, body: object, init: RequestInit = {}): Promise<Response> {
  return caller.fetch(`/exports/${entity}.csv`, {
    method: 'POST',
    body: JSON.stringify(body),
    ...init,
    headers: { 'content-type': 'application/json', ...init.headers },
  })
}

async function rowsOf(response: Response): Promise<string[]> {
  expect(response.status).toBe(200)
  // not text(), which takes the BOM away
  const text = Buffer.from(await response.arrayBuffer()).toString()
  expect(text.endsWith('\r\n')).toBe(true)
  return text.slice(0, -2).split('\r\n')
}

async function refusalOf(response: Response): Promise<string> {
  const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] }
  return errors[0]?.extensions.code ?? ''
}

async function lastExport() {
  const entry = await app.services.prisma.auditEntry.findFirst({ where: { kind: 'export' }, orderBy: { id: 'desc' } })
  return { actorId: entry?.actorId, subjectType: entry?.subjectType, details: entry?.details }
}

describe('a list as a file', () => {
  it('has every record once, in the list’s own order, under the titles that the page gave', async () => {
    const rows = await rowsOf(
      await order(manager, 'client', { columns: [name], sort: [{ field: 'name' }], filter: null, search: null }),
    )
    expect(rows[0]).toBe('\uFEFFНазвание')
    expect(rows).toHaveLength(2_501)
    expect(rows.slice(1)).toEqual([...rows.slice(1)].sort())
    expect(new Set(rows).size).toBe(2_501)
  })

  it('has what filter and search of the list leave, and says what the log keeps: fields, never values', async () => {
    const filter = { all: [{ field: 'city', operator: 'EQUALS', values: ['Казань'] }] }
    const columns = [name, { key: 'kind', title: 'Вид', labels: { COMPANY: 'Организация' } }]
    const response = await order(manager, 'client', { columns, filter, search: 'клиент' })
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="client-\d{4}-\d\d-\d\d\.csv"$/)
    expect(response.headers.get('cache-control')).toContain('no-store')
    expect(await rowsOf(response)).toEqual(['\uFEFFНазвание;Вид', 'Клиент 0007;Организация'])
    const entry = await lastExport()
    expect(entry).toEqual({
      actorId: await idOf(cast.manager),
      subjectType: 'client',
      details: {
        columns: ['name', 'kind'],
        filteredBy: ['city'],
        isSearched: true,
        rows: 1,
        outcome: 'complete',
      },
    })
    expect(JSON.stringify(entry)).not.toMatch(/Казань|клиент"/)
  })

  it('shows of a related record what names it, or one of its fields', async () => {
    const { prisma } = app.services
    const client = await prisma.client.findFirstOrThrow({ where: { name: 'Клиент 0007' } })
    const manufacturer = await prisma.manufacturer.create({ data: { name: '+Завод' } })
    const unit = { model: 'ПКА', serialNumber: '1', clientId: client.id, manufacturerId: manufacturer.id }
    await prisma.equipment.create({ data: unit })
    const columns = [
      { key: 'client', title: 'Клиент' },
      { key: 'client.inn', title: 'ИНН' },
      { key: 'manufacturer', title: '=Завод' },
    ]
    expect(await rowsOf(await order(manager, 'equipment', { columns }))).toEqual([
      "\uFEFFКлиент;ИНН;'=Завод",
      "Клиент 0007;1655000001;'+Завод",
    ])
  })

  it('is only given to whoever holds the right, has a session and asks from our own page', async () => {
    const expert = await app.asEmployee(cast.techExpert)
    expect(await refusalOf(await order(expert, 'client', { columns: [name] }))).toBe('FORBIDDEN')
    expect(await refusalOf(await order(app.anonymous(), 'client', { columns: [name] }))).toBe('UNAUTHENTICATED')
    const elsewhere = { headers: { origin: 'https://evil.example' } }
    expect(await refusalOf(await order(manager, 'client', { columns: [name] }, elsewhere))).toBe('FORBIDDEN')
    const form = { headers: { 'x-naryad-csrf': '' } }
    expect(await refusalOf(await order(manager, 'client', { columns: [name] }, form))).toBe('FORBIDDEN')
    expect((await manager.fetch('/exports/client.csv')).status).toBe(404)
  })

  it.each([
    ['no column', {}],
    ['too many columns', { columns: Array.from({ length: 101 }, () => name) }],
    ['a title as long as a book', { columns: [{ key: 'name', title: 'x'.repeat(201) }] }],
    ['a filter of no shape', { columns: [name], filter: {} }],
    ['text for a filter', { columns: [name], filter: 'name' }],
  ])('%s is refused', async (_, body) => {
    expect(await refusalOf(await order(manager, 'client', body))).toBe('VALIDATION')
  })

  it('is not given in somebody else’s name', async () => {
    const seen = await app.asEmployee(cast.administrator)
    const { id: viewRoleId } = await app.services.prisma.role.findFirstOrThrow({ where: { key: 'manager' } })
    const [session] = await app.services.prisma.session.findMany({
      where: { employeeId: await idOf(cast.administrator) },
      orderBy: { createdAt: 'desc' },
      take: 1,
    })
    await app.services.prisma.session.update({ where: { id: session?.id ?? '' }, data: { viewRoleId } })
    expect(await refusalOf(await order(seen, 'client', { columns: [name] }))).toBe('VIEW_ONLY')
  })
})

describe('an order that no list takes', () => {
  const filter = (rest: object) => ({ columns: [name], filter: { field: 'name', operator: 'EQUALS', ...rest } })
  const deep = `{"columns":[{"key":"name","title":"x"}],"filter":${'{"not":'.repeat(20_000)}{}${'}'.repeat(20_000)}}`

  it.each<[what: string, body: object | string]>([
    ['a filter that is a text', { columns: [name], filter: 'name' }],
    ['a filter that is a list', { columns: [name], filter: [] }],
    ['a filter with what no filter has', { columns: [name], filter: { where: 1 } }],
    ['conditions that are none', { columns: [name], filter: { all: 5 } }],
    ['a field that is a number', filter({ field: 5 })],
    ['an operator that is none', filter({ operator: 'LIKE' })],
    ['values that are objects', filter({ values: [{}] })],
    ['values that are numbers', filter({ values: [5] })],
    ['1,001 values', filter({ operator: 'IN', values: Array(1_001).fill('1') })],
    ['a long value', filter({ values: ['я'.repeat(301)] })],
    ['NUL in a value', filter({ values: ['я\0'] })],
    ['NUL in the search', { columns: [name], search: 'я\0' }],
    ['a long search', { columns: [name], search: '«'.repeat(50_000) }],
    ['a search that is a list', { columns: [name], search: ['я'] }],
    ['a sort without a field', { columns: [name], sort: [{}] }],
    ['a sort that is a text', { columns: [name], sort: 5 }],
    ['six sorts', { columns: [name], sort: Array(6).fill({ field: 'name' }) }],
    ['101 columns', { columns: Array(101).fill(name) }],
    ['a column that is a text', { columns: ['name'] }],
    ['NUL in a title', { columns: [{ ...name, title: '\0' }] }],
    [
      'labels without end',
      { columns: [{ ...name, labels: Object.fromEntries(Array.from({ length: 501 }, (_, n) => [n, 'я'])) }] },
    ],
    ['a filter of 20,000 levels', deep],
  ])('%s is refused and no fault', async (_what, body) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const response = await order(manager, 'client', {}, { body: text })
    expect(await refusalOf(response)).toBe('VALIDATION')
  })
})

describe('what may not be seen', () => {
  it.each([
    ['a column', { columns: [name, { key: 'note', title: 'x' }] }],
    ['a filter', { columns: [name], filter: { field: 'note', operator: 'CONTAINS', values: ['х'] } }],
    ['a sort', { columns: [name], sort: [{ field: 'note' }] }],
  ])('is refused as %s, like what does not exist', async (_, body) => {
    expect(await refusalOf(await order(dealer, 'client', body))).toBe('FORBIDDEN_FIELD')
    const unknown = JSON.parse(JSON.stringify(body).replaceAll('"note"', '"nothing"')) as object
    expect(await refusalOf(await order(dealer, 'client', unknown))).toBe('FORBIDDEN_FIELD')
  })

  it.each(['storedFile', 'feedChange', 'nothing', 'constructor', '__proto__'])(
    '%s is no list and is not exported',
    async (entity) => {
      expect(await refusalOf(await order(administrator, entity, { columns: [name] }))).toBe('FORBIDDEN_FIELD')
    },
  )

  it('is not hidden behind a relation, and lists within a record are no columns', async () => {
    for (const key of ['client.note', 'client.contacts', 'client.name.name', 'repairs', '']) {
      const columns = [{ key, title: 'x' }]
      expect(await refusalOf(await order(dealer, 'equipment', { columns })), key).toBe('FORBIDDEN_FIELD')
    }
  })

  it('records of others are not there: the file has what the list has', async () => {
    expect(await rowsOf(await order(dealer, 'client', { columns: [name] }))).toEqual(['\uFEFFНазвание'])
    const all = await rowsOf(await order(dealer, 'manufacturer', { columns: [name] }))
    const { manufacturers } = await dealer.ask<{ manufacturers: { nodes: { name: string }[] } }>(
      '{ manufacturers { nodes { name } } }',
    )
    expect(all).toHaveLength(manufacturers.nodes.length + 1)
  })
})

describe('a file on its way', () => {
  /** More than fits into the buffers between the two, so that the server waits for us. */
  const columns = [name, { key: 'note', title: 'Заметка' }]

  beforeAll(() => addClients(2_500, 'длинная заметка '.repeat(400)))

  async function begin(caller: Caller, signal?: AbortSignal) {
    const response = await order(caller, 'client', { columns }, signal ? { signal } : {})
    expect(response.status).toBe(200)
    const reader = response.body?.getReader()
    if (!reader) throw new Error('no body')
    await reader.read()
    return {
      /** Reads on; whether the end came as an end. */
      async finish(): Promise<'whole' | 'broken'> {
        try {
          while (!(await reader.read()).done);
          return 'whole'
        } catch {
          return 'broken'
        }
      },
    }
  }

  const outcome = () => lastExport().then(({ details }) => (details as { outcome: string } | undefined)?.outcome)

  it('breaks within a second, visibly, when the right is withdrawn', async () => {
    const file = await begin(manager)
    await setAction(cast.manager, false)
    await vi.waitFor(async () => expect(await outcome()).toBe('refused'), { timeout: 1_000, interval: 20 })
    expect(await file.finish()).toBe('broken')
    await setAction(cast.manager, true)
  })

  it('breaks when the session ends', async () => {
    const caller = await app.asEmployee(cast.manager)
    const file = await begin(caller)
    await caller.ask('mutation { signOut { isDone } }')
    expect(await file.finish()).toBe('broken')
    expect(await outcome()).toBe('refused')
  })

  it('is alone in its session, and can be called off', async () => {
    const cancel = new AbortController()
    const file = await begin(manager, cancel.signal)
    expect(await refusalOf(await order(manager, 'client', { columns }))).toBe('THROTTLED')
    cancel.abort()
    expect(await file.finish()).toBe('broken')
    await vi.waitFor(async () => expect(await outcome()).toBe('cancelled'))
    await vi.waitFor(async () => expect((await order(manager, 'manufacturer', { columns: [name] })).status).toBe(200))
  })

  it('goes on while somebody else’s rights change', async () => {
    const file = await begin(manager)
    await setAction(cast.accountant, true)
    expect(await file.finish()).toBe('whole')
    expect(await outcome()).toBe('complete')
  })
})
