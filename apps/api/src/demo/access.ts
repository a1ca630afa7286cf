/** How access in the demo came to be as a visitor finds it: who set what, when and for how long, and who came in. */

import type { ExceptionsInput, RolePatch } from '../../generated/graphql.ts'
import { createRole, updateRole } from '../modules/roles/role-editing.service.ts'
import { roleSettings } from '../modules/roles/role-settings.query.ts'
import { stopViewAs, viewAs } from '../modules/sessions/view-as.service.ts'
import { setIpRanges } from '../modules/staff/address-rules.service.ts'
import { setManufacturers } from '../modules/staff/automatic-manufacturers.service.ts'
import { createEmployee, updateEmployee } from '../modules/staff/employee.service.ts'
import { removeExceptions, setExceptions } from '../modules/staff/exceptions.service.ts'
import type { Deed, Place, Sitting, Who } from './desk.ts'
import { endOfDay } from './work-time.ts'

const SENIOR = 'Старший менеджер'

const windows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
const mac =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15'
const android =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36'
const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1'

/** The company's own networks. */
const officeNetworks = [
  { cidr: '203.0.113.0/24', note: 'Офис на Электрозаводской' },
  { cidr: '2001:db8::/32', note: 'Офис, IPv6' },
]
const inOffice = (host: number, userAgent = windows): Place => ({ ip: `203.0.113.${host}`, userAgent })
/** Anywhere else: partners' offices, homes, the road. */
const elsewhere = (host: number, userAgent = windows): Place => ({ ip: `198.51.100.${host}`, userAgent })

const accountantAtOffice: Who = ['accountant', 1]
const engineerWithoutPhones: Who = ['serviceCenter', 1]
const expertOnCosts: Who = ['techExpert', 1]

const administrator = (workdaysAgo: number, ...deeds: Deed[]): Sitting => ({
  workdaysAgo,
  who: ['administrator', 0],
  place: inOffice(10),
  deeds,
})

/** Signs in and stays. */
const comes = (workdaysAgo: number, who: Who, place: Place): Sitting => ({
  workdaysAgo,
  who,
  place,
  isLeftOpen: true,
})

/** Whose manufacturer is whose was settled before the first request of the year. */
export const beforeTheYear: readonly Sitting[] = [
  administrator(275, makers(['manager', 3], 'Kaixin Kitchen'), makers(['manager', 4], 'Kaixin Kitchen')),
]

/** The rest, after which nothing of the year happens any more. */
export const duringTheYear: readonly Sitting[] = [
  administrator(
    117,
    addRole,
    roleRules({
      fields: ['diagnosis', 'warrantyVerdict'].map((field) => ({ entity: 'repair', field, access: 'WRITE' })),
      actions: [
        'records.export',
        'section.settings',
        'repair.returnDocuments',
        'repair.requestParts',
        'repair.confirmDiagnosis',
      ].map((action) => ({ action, isAllowed: true })),
      notifications: [{ kind: 'REQUEST_NEW', isInApp: false, isByMail: false }],
    }),
  ),
  administrator(116, promotion(['manager', 1]), promotion(['manager', 2])),
  administrator(
    96,
    // repairs go through the centre's dispatcher, who calls the clients
    exceptions(engineerWithoutPhones, {
      fields: [
        { entity: 'repair', field: 'contactPhone', access: 'NONE' },
        { entity: 'client', field: 'phone', access: 'NONE' },
        { entity: 'contact', field: 'phone', access: 'NONE' },
        { entity: 'serviceRequest', field: 'phone', access: 'NONE' },
      ],
    }),
    lookAs(engineerWithoutPhones),
  ),
  administrator(
    80,
    // a dealer of long standing sees how his clients liked the work
    exceptions(['dealer', 1], {
      fields: ['ratingMark', 'ratingComment', 'ratedAt'].map((field) => ({ entity: 'repair', field, access: 'READ' })),
    }),
  ),
  administrator(66, networks(accountantAtOffice)),
  // two weeks of a colleague's holiday, long over
  administrator(
    52,
    exceptions(['techExpert', 2], { scopes: [{ entity: 'repair', readScope: 'ALL', writeScope: 'ALL' }] }, -61),
  ),
  administrator(
    40,
    // prices of parts come from the accountants now
    roleRules({
      fields: [{ entity: 'repair', field: 'partsCost', access: 'READ' }],
      sessionIdleMinutes: 8 * 60,
    }),
  ),
  administrator(31, exceptions(['manager', 5], { actions: [{ action: 'records.export', isAllowed: true }] })),
  administrator(26, withdrawal(['manager', 5], ['records.export'])),
  administrator(16, exceptions(['manager', 2], { actions: [{ action: 'records.export', isAllowed: false }] })),
  { workdaysAgo: 4, who: accountantAtOffice, place: elsewhere(77, mac), isRefused: true },
  administrator(
    3,
    // he reconciles the acts while an accountant is on holiday
    exceptions(['manager', 3], { actions: [{ action: 'records.export', isAllowed: true }] }, 10),
  ),
  comes(2, ['manager', 1], inOffice(21)),
  comes(2, accountantAtOffice, inOffice(40)),
  administrator(
    2,
    exceptions(
      expertOnCosts,
      {
        fields: ['travelKm', 'laborCost', 'travelCost', 'partsCost', 'totalCost'].map((field) => ({
          entity: 'repair',
          field,
          access: 'READ',
        })),
      },
      9,
    ),
    lookAs(expertOnCosts),
  ),
  comes(1, ['manager', 2], inOffice(22)),
  comes(1, ['manager', 3], inOffice(23, mac)),
  { ...comes(1, engineerWithoutPhones, elsewhere(14, android)), mistyped: 'naryad-deno' },
  comes(1, expertOnCosts, inOffice(33)),
  comes(1, ['serviceCenter', 3], elsewhere(58, iphone)),
  comes(1, ['dealer', 1], elsewhere(31)),
  comes(1, ['manager', 4], inOffice(24)),
  administrator(1, newcomer),
]

async function addRole({ ctx, roleId }: Parameters<Deed>[0]): Promise<void> {
  await createRole(ctx, { name: SENIOR, affiliation: 'OFFICE', copyOf: await roleId('Менеджер') })
}

function roleRules(patch: RolePatch): Deed {
  return async ({ ctx, roleId }) => {
    const id = await roleId(SENIOR)
    const settings = await roleSettings(ctx, id)
    await updateRole(ctx, { id, version: settings?.version ?? '', patch })
  }
}

function promotion(who: Who): Deed {
  return async ({ ctx, employeeId, roleId }) => {
    const patch = { roleId: await roleId(SENIOR), position: 'Старший менеджер по сервису' }
    await updateEmployee(ctx, { id: employeeId(who), patch })
  }
}

/** The invitation still lies in her mail. */
async function newcomer({ ctx, roleId }: Parameters<Deed>[0]): Promise<void> {
  await createEmployee(ctx, {
    name: 'Полина Журавлёва',
    email: 'zhuravleva.p@naryad.demo',
    phone: '+79165550199',
    position: 'Менеджер по сервису',
    roleId: await roleId('Менеджер'),
  })
}

function makers(who: Who, ...names: string[]): Deed {
  return ({ ctx, employeeId, manufacturerId }) => setManufacturers(ctx, employeeId(who), names.map(manufacturerId))
}

function networks(who: Who): Deed {
  return ({ ctx, employeeId }) => setIpRanges(ctx, employeeId(who), officeNetworks)
}

/** @param untilDay end of the exceptions, in days from the demo's present; none: for good */
function exceptions(who: Who, rules: ExceptionsInput, untilDay?: number): Deed {
  return ({ ctx, now, employeeId }) => {
    const expiresAt = untilDay === undefined ? null : endOfDay(now, untilDay)
    return setExceptions(ctx, employeeId(who), { ...rules, expiresAt })
  }
}

function withdrawal(who: Who, actions: string[]): Deed {
  return ({ ctx, employeeId }) => removeExceptions(ctx, employeeId(who), { actions })
}

/** The administrator looks at what he has set through the eyes it was set for. */
function lookAs(who: Who): Deed {
  return async ({ ctx, employeeId, pause }) => {
    await viewAs(ctx, { employeeId: employeeId(who) })
    const { viewer } = ctx
    pause()
    await stopViewAs({ ...ctx, viewedBy: viewer && { employeeId: viewer.employeeId, name: viewer.name } })
  }
}
