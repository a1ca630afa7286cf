import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CONSENT_VERSION } from '../apps/api/src/modules/public-pages/consent.ts'
import { codeOf } from './authenticator.ts'
import { type Person, pictures } from './browser.ts'
import { callAs, upload } from './caller.ts'
import { drawFiles } from './files.ts'
import {
  clientLink,
  makeRepair,
  type StaffKey,
  type Stage,
  setStage,
  staff,
  takeSession,
  wordsOfRequest,
} from './fixture.ts'

type Device = 'desktop' | 'phone'
type Theme = 'light' | 'dark'

let stage: Stage
/** What stands for `:number`, `:id` and `:token` in a path. */
let parameters: Record<string, string>

/** Every path of the app's pages; a new page is looked at from the day it has a path. */
const paths = [
  ...readFileSync(join(import.meta.dirname, '../apps/web/src/app/pages.ts'), 'utf8').matchAll(/path: '(.+?)'/g),
].map(([, path = '']) => path)
const sessionPaths = new Set(['/sign-in', '/forgot', '/reset/:token', '/invite/:token'])
const isOfSettings = (path: string) => /^\/(staff|roles|access|assignment-rules|messages|audit|profile)\b/.test(path)
const appPaths = paths.filter((path) => !sessionPaths.has(path))
const workPaths = appPaths
  .filter((path) => !isOfSettings(path))
  .concat('/repairs?view=board', '/requests?view=board', '/nowhere')
const cards = ['/requests/:number', '/repairs/:number', '/clients/:id', '/equipment/:id', '/messages/:id']
const lists = ['/requests', '/repairs', '/repairs?view=board']
const settingsPaths = appPaths
  .filter(isOfSettings)
  .concat(
    ...['actions', 'rows', 'notifications', 'security', 'history'].map((tab) => `/roles/:id?tab=${tab}`),
    '/staff/:id?dialog=exception',
    '/access/explain?employee=:id&entity=repair&field=internalNote',
  )

beforeAll(async () => {
  stage = await setStage()
  parameters = { ...(await fillIn()), ...(await fillInSettings()) }
}, 120_000)
afterAll(() => stage?.stop())

/** Some of everything: requests and repairs in several statuses, a document, letters, a rating to be given. */
async function fillIn() {
  const [manager, engineer, expert, dealer] = await Promise.all(
    (['manager', 'engineer', 'expert', 'dealer'] as const).map((who) => stage.caller(who)),
  )
  if (!manager || !engineer || !expert || !dealer) throw new Error('nobody is there')
  const move = `mutation ($id: ID!, $transition: String!, $input: RepairTransitionInput) {
    transitionRepair(id: $id, transition: $transition, input: $input) { repair { id } }
  }`
  const moveRequest = `mutation ($id: ID!, $transition: String!, $input: ServiceRequestTransitionInput) {
    transitionServiceRequest(id: $id, transition: $transition, input: $input) { serviceRequest { number } }
  }`
  const create = `mutation ($input: ServiceRequestInput!) { createServiceRequest(input: $input) { serviceRequest { id number } } }`
  const visitAt = new Date(Date.now() + 26 * 3_600_000).toISOString()
  const [closed, visited, urgent] = [
    await makeRepair(stage, { complaint: 'Не держит температуру, после получаса работы уходит в ошибку Е05' }),
    await makeRepair(stage, {
      clientName: 'ИП Соколов Дмитрий Андреевич',
      phone: '+79172223344',
      category: 'Пароконвектомат',
    }),
    await makeRepair(stage, {
      clientName: 'АО «Комбинат школьного питания № 7»',
      phone: '+79173334455',
      urgency: 'URGENT',
    }),
  ]
  const { photo, report } = await drawFiles(stage.browser)
  const attach = `mutation ($input: AttachDocumentsInput!) { attachDocuments(input: $input) { documents { id } } }`
  for (const { id } of [closed, visited]) {
    await engineer.ask(move, { id, transition: 'scheduleVisit', input: { visitAt } })
    for (const [type, file] of [
      ['CLAIM_REPORT', report],
      ['COMPLETION_REPORT', report],
      ['PHOTO', photo],
    ] as const) {
      await engineer.ask(attach, { input: { repairId: id, type, fileIds: [await upload(engineer, file)] } })
    }
  }
  const comment = 'mutation ($input: CommentInput!) { addComment(input: $input) { feedEntry { id } } }'
  await manager.ask(comment, {
    input: { repairId: closed.id, text: 'Клиент просит приехать до обеда', isLocked: true },
  })
  await engineer.ask(move, { id: closed.id, transition: 'submitDocuments' })
  await expert.ask(
    `mutation ($id: ID!) { updateRepair(id: $id, patch: { diagnosis: "Сгорел ТЭН", warrantyVerdict: WARRANTY }) { repair { id } } }`,
    { id: closed.id },
  )
  await expert.ask(move, { id: closed.id, transition: 'confirmDiagnosis' })
  await manager.ask(move, { id: closed.id, transition: 'close' })
  await manager.ask(move, { id: urgent.id, transition: 'cancel', input: { comment: 'Клиент передумал' } })

  type Created = { createServiceRequest: { serviceRequest: { id: string; number: string } } }
  const byDealer = await dealer.ask<Created>(create, { input: wordsOfRequest(stage, { phone: '+79175556677' }) })
  await manager.ask(moveRequest, {
    id: byDealer.createServiceRequest.serviceRequest.id,
    transition: 'returnForCompletion',
    input: { fields: ['serialNumber', 'documents'], comment: 'Пришлите фото шильдика' },
  })
  const submit = 'mutation ($input: PublicRequestInput!) { submitServiceRequest(input: $input) { trackingToken } }'
  const visitor = await callAs(stage.app.url)
  const { submitServiceRequest } = await visitor.ask<{ submitServiceRequest: { trackingToken: string } }>(submit, {
    input: { ...wordsOfRequest(stage, { phone: '+79178889900' }), consentVersion: CONSENT_VERSION },
  })
  const [client] = await stage.query<{ id: string }>(`select id from service_requests where phone = '+79178889900'`)
  await manager.ask(moveRequest, {
    id: client?.id,
    transition: 'returnForCompletion',
    input: {
      fields: ['serialNumber', 'purchasedOn', 'isWarranty', 'manufacturer', 'documents'],
      comment: 'Уточните, пожалуйста',
    },
  })
  const tokenFor = async (page: 'complete' | 'rate') => (await clientLink(stage, page)).split('/').at(-1) ?? ''
  const [ids] = await stage.query<{ client: string; unit: string; message: string }>(
    `select client_id as client, equipment_id as unit, (select min(id::text) from outbox_messages) as message
     from repairs where id = $1`,
    [closed.id],
  )
  return {
    '/requests/:number': byDealer.createServiceRequest.serviceRequest.number,
    '/repairs/:number': closed.number,
    '/clients/:id': ids?.client ?? '',
    '/equipment/:id': ids?.unit ?? '',
    '/messages/:id': ids?.message ?? '',
    '/reset/:token': 'nothing',
    '/p/complete/:token': await tokenFor('complete'),
    '/p/rate/:token': await tokenFor('rate'),
    '/p/track/:token': submitServiceRequest.trackingToken,
  }
}

/** A role that was changed, an exception and networks of an employee, an invitation, a colleague with a second factor. */
async function fillInSettings() {
  const administrator = await stage.caller('administrator')
  const [engineer] = await stage.query<{ id: string; roleId: string }>(
    'select id, role_id as "roleId" from employees where email = $1',
    [staff.engineer.email],
  )
  const { id = '', roleId = '' } = engineer ?? {}
  const { roleSettings } = await administrator.ask<{ roleSettings: { version: string } }>(
    'query ($id: ID!) { roleSettings(id: $id) { version } }',
    { id: roleId },
  )
  await administrator.ask(
    `mutation ($id: ID!, $version: String!, $patch: RolePatch!) {
      updateRole(id: $id, version: $version, patch: $patch) { role { id } }
    }`,
    {
      id: roleId,
      version: roleSettings.version,
      patch: {
        actions: [{ action: 'records.export', isAllowed: true }],
        fields: [{ entity: 'repair', field: 'recommendations', access: 'READ' }],
      },
    },
  )
  await administrator.ask(
    `mutation ($id: ID!, $input: ExceptionsInput!, $ranges: [IpRangeInput!]!) {
      setExceptions(employeeId: $id, input: $input) { settings { id } }
      setIpRanges(employeeId: $id, ranges: $ranges) { settings { id } }
    }`,
    {
      id,
      input: { fields: [{ entity: 'repair', field: 'ratingComment', access: 'NONE' }] },
      ranges: [{ cidr: '127.0.0.0/8', note: 'Офис' }],
    },
  )
  await administrator.ask(
    'mutation ($input: NewEmployeeInput!) { createEmployee(input: $input) { settings { id } } }',
    { input: { name: 'Нина Соколова', email: 'nina@naryad.demo', roleId, serviceCenterId: await centerOf(id) } },
  )
  const colleague = await stage.caller('colleague')
  const { startEnrolment } = await colleague.ask<{ startEnrolment: { secret: string } }>(
    'mutation { startEnrolment { secret } }',
  )
  await colleague.ask('mutation ($code: String!) { finishEnrolment(code: $code) { recoveryCodes } }', {
    code: codeOf(startEnrolment.secret, Date.now()),
  })
  const [letter] = await stage.query<{ token: string }>(
    `select substring(text from '/invite/([A-Za-z0-9_-]+)') as token from outbox_messages where text like '%/invite/%'`,
  )
  const [entry] = await stage.query<{ id: string }>(`select id from audit_entries where kind = 'roleChanged' limit 1`)
  return {
    '/roles/:id': roleId,
    '/staff/:id': id,
    '/access/explain': id,
    '/audit/:id': entry?.id ?? '',
    '/invite/:token': letter?.token ?? '',
  }
}

async function centerOf(employeeId: string): Promise<string | undefined> {
  const [row] = await stage.query<{ id: string }>('select service_center_id as id from employees where id = $1', [
    employeeId,
  ])
  return row?.id
}

/** Opens a page, waits until it is there whole, keeps a picture and names what is wrong with it. */
async function look({ page, faults }: Person, path: string, name: string, isChecked: boolean): Promise<string[]> {
  faults.length = 0
  const address = path.replace(/:\w+/, parameters[path.split('?')[0] ?? ''] ?? '')
  await page.goto(address)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForFunction(() => !document.querySelector('.MuiSkeleton-root, .nr-skeleton, [aria-busy=true]'))
  await page.evaluate(() => document.fonts.ready)
  const picture = `${name}${path.replaceAll(/\W+/g, '-')}.jpg`
  await page.screenshot({ path: join(pictures, picture), quality: 80, fullPage: path.startsWith('/p/') })
  const serious = isChecked ? await barriers(page) : []
  return [
    ...faults,
    ...serious,
    ...(await strangeWords(page)),
    ...((await isTooWide(page)) ? ['wider than the screen'] : []),
  ].map((fault) => `${picture}: ${fault}`)
}

/** What somebody with a keyboard, a magnifier or a screen reader cannot get past. */
async function barriers(page: Page): Promise<string[]> {
  // experimental, and takes what is drawn only (initials, counts, all aria-hidden) for a control's text
  const { violations } = await new AxeBuilder({ page }).disableRules('label-content-name-mismatch').analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ html }) => html.slice(0, 160))
          .slice(0, 3)
          .join(' | ')}`,
    )
}

/** Keys of texts, codes and values of the program among what is to be read. */
async function strangeWords(page: Page): Promise<string[]> {
  // biome-ignore lint/performance/useDomNodeTextContent: what is hidden is nobody's to read
  const words = (await page.locator('body').innerText()).split(/[\s«»()",]+/)
  return words.filter(
    (word) =>
      /^(undefined|null|NaN|Invalid|\[object|Unexpected)$/.test(word) ||
      /^[A-Z]{2,}(_[A-Z]+)+$/.test(word) ||
      /^[a-z]+:[a-z][\w.]*$/i.test(word) ||
      (/^[a-z]\w*(\.[a-zA-Z]\w*)+$/.test(word) && !word.endsWith('.demo')),
  )
}

function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate(() =>
    [document.scrollingElement, document.querySelector('#main')].some(
      (element) => element && element.scrollWidth > element.clientWidth + 1,
    ),
  )
}

/** Who looks for barriers: every page at a desktop in the light, lists and cards on a phone in the dark. */
const checked: ReadonlySet<string> = new Set(['administrator-desktop', 'manager-phone'])

/** The administrator sees every page; the others what their rights make different, and one page that is not theirs. */
const visits: [who: StaffKey, device: Device, theme: Theme, paths: readonly string[]][] = [
  ['administrator', 'desktop', 'light', workPaths],
  ['administrator', 'desktop', 'light', settingsPaths],
  ['administrator', 'phone', 'light', workPaths],
  ['administrator', 'phone', 'dark', settingsPaths],
  ['manager', 'desktop', 'dark', [...lists, ...cards, '/requests/new', '/profile', '/staff/:id']],
  ['manager', 'phone', 'dark', ['/requests', ...cards]],
  ['accountant', 'desktop', 'light', ['/repairs', '/repairs/:number', '/clients/:id', '/service-centers', '/messages']],
  [
    'engineer',
    'phone',
    'light',
    ['/repairs', '/repairs/:number', '/clients/:id', '/equipment', '/notifications', '/staff'],
  ],
  ['engineer', 'desktop', 'light', [...lists, '/repairs/:number', '/equipment/:id']],
  ['expert', 'desktop', 'light', ['/repairs', '/repairs/:number', '/equipment/:id', '/requests/new']],
  ['dealer', 'desktop', 'light', ['/requests', '/requests/:number', '/repairs', '/repairs/:number', '/clients']],
  ['dealer', 'phone', 'light', ['/requests', '/requests/:number', '/requests/new']],
]

describe.concurrent('every page is whole, in Russian and open to everybody', { timeout: 420_000 }, () => {
  test.for(visits)('%$: %s at a %s in the %s', async ([who, device, theme, chosen], { expect: soft, onTestFailed }) => {
    const person = await stage.person(who, device, onTestFailed)
    await person.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    const faults: string[] = []
    for (const path of chosen)
      faults.push(...(await look(person, path, `${who}-${device}-${theme}`, checked.has(`${who}-${device}`))))
    await person.close()
    soft(faults).toEqual([])
  })

  test.for<Device>(['desktop', 'phone'])(
    'public pages and those before signing in at a %s',
    async (device, { expect: soft, onTestFailed }) => {
      const person = await stage.visitor(device, onTestFailed)
      await person.page.emulateMedia({ reducedMotion: 'reduce' })
      const faults: string[] = []
      const publicPaths = ['/p/request', '/p/request/done', '/p/complete/:token', '/p/rate/:token', '/p/track/:token']
      for (const path of [...publicPaths, ...sessionPaths])
        faults.push(...(await look(person, path, `visitor-${device}`, true)))
      await person.close()
      soft(faults).toEqual([])
    },
  )

  test.for<Device>(['desktop', 'phone'])(
    'a second factor, set up and asked for, at a %s',
    async (device, { expect: soft, onTestFailed }) => {
      const [{ cookie }, asked] = await Promise.all([
        stage.caller('colleague'),
        callAs(stage.app.url, staff.colleague.email),
      ])
      const faults: string[] = []
      for (const [session, path] of [
        [cookie, '/profile'],
        [asked.cookie, '/sign-in'],
      ] as const) {
        const person = await stage.visitor(device, onTestFailed)
        await person.page.emulateMedia({ reducedMotion: 'reduce' })
        await takeSession(person, session, stage.app.url)
        faults.push(...(await look(person, path, `second-factor-${device}`, true)))
        await person.close()
      }
      soft(faults).toEqual([])
    },
  )
})

test('a link that leads nowhere says so and offers a way on', async () => {
  const { page } = await stage.visitor('phone')
  for (const kind of ['complete', 'rate', 'track']) {
    await page.goto(`/p/${kind}/nothing`)
    await page.getByRole('heading', { name: 'Ссылка не открывается' }).waitFor()
  }
  expect(await strangeWords(page)).toEqual([])
})
