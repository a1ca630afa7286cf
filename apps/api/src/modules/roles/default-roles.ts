import { type repairTransitionNames, requestTransitionNames } from '@naryad/domain'
import type { RowScope } from '../../gate/permissions.ts'
import type { Affiliation } from '../../gate/viewer.ts'

export interface DefaultRole {
  readonly name: string
  readonly affiliation: Affiliation
  readonly isAdmin?: true
  readonly actions: readonly string[]
  /** Rows: read scope, and write scope when it differs. */
  readonly rows: Readonly<Record<string, RowScope | readonly [RowScope, RowScope]>>
  /** Per entity: every field is read but the hidden ones; the written ones are written too. */
  readonly fields: Readonly<Record<string, { hidden?: readonly string[]; written?: readonly string[] }>>
}

const repairTransitions = (...names: (typeof repairTransitionNames)[number][]) => names.map((name) => `repair.${name}`)
const requestTransitions = (...names: (typeof requestTransitionNames)[number][]) =>
  names.map((name) => `serviceRequest.${name}`)

const requestAuthorship = [
  'clientName',
  'inn',
  'contactName',
  'phone',
  'email',
  'region',
  'city',
  'address',
  'manufacturer',
  'model',
  'category',
  'serialNumber',
  'purchasedOn',
  'isWarranty',
  'complaint',
  'urgency',
  'documents',
  'client',
  'contact',
  'equipment',
] as const
const feedWriting = ['repair', 'request', 'text', 'document'] as const
const documentWriting = ['repair', 'request', 'type', 'file'] as const

const allRows = {
  serviceRequest: 'ALL',
  repair: 'ALL',
  client: 'ALL',
  equipment: 'ALL',
  manufacturer: 'ALL',
  serviceCenter: 'ALL',
  dealer: 'ALL',
  employee: 'ALL',
  role: 'ALL',
} as const
const organisationRows = {
  serviceRequest: 'ORGANISATION',
  repair: 'ORGANISATION',
  client: 'ORGANISATION',
  equipment: 'ORGANISATION',
  manufacturer: 'ALL',
  serviceCenter: 'ORGANISATION',
  dealer: 'ORGANISATION',
  employee: 'ORGANISATION',
  role: 'ORGANISATION',
} as const
const everything = {
  serviceRequest: {},
  repair: {},
  client: {},
  contact: {},
  equipment: {},
  manufacturer: {},
  serviceCenter: {},
  dealer: {},
  employee: {},
  role: {},
  document: {},
  storedFile: {},
  feedEntry: {},
  feedChange: {},
  obligation: {},
  notification: {},
} as const
/** What a partner does not learn of the company and of other partners. */
const partnerView = {
  ...everything,
  client: { hidden: ['note'] },
  equipment: { hidden: ['note'] },
  manufacturer: { hidden: ['isActive'] },
  serviceCenter: { hidden: ['inn', 'isActive'] },
  dealer: { hidden: ['inn', 'isActive'] },
  employee: { hidden: ['role', 'isActive', 'createdAt'] },
} as const

/** The roles a fresh installation brings. From then on they are data that an administrator changes. */
export const defaultRoles: Readonly<Record<string, DefaultRole>> = {
  administrator: { name: 'Администратор', affiliation: 'OFFICE', isAdmin: true, actions: [], rows: {}, fields: {} },
  manager: {
    name: 'Менеджер',
    affiliation: 'OFFICE',
    actions: [
      'section.requests',
      'section.repairs',
      'section.clients',
      'section.equipment',
      'section.partners',
      'section.staff',
      'serviceRequest.create',
      'serviceRequest.update',
      ...requestTransitions(...requestTransitionNames),
      'repair.update',
      ...repairTransitions(
        'assign',
        'reassign',
        'scheduleVisit',
        'rescheduleVisit',
        'recordVisit',
        'submitDocuments',
        'receiveParts',
        'submitFinalReport',
        'returnForRework',
        'close',
        'cancel',
        'refuse',
        'reopen',
      ),
      'document.attach',
      'document.remove',
      'feed.comment',
      'feed.lock',
      'feed.seeLocked',
      'client.update',
    ],
    rows: { ...allRows, assignmentRule: 'ALL', outboxMessage: 'ALL' },
    fields: {
      ...everything,
      assignmentRule: {},
      outboxMessage: {},
      serviceRequest: { written: [...requestAuthorship, 'responsible', 'returnedFields'] },
      repair: {
        written: [
          'urgency',
          'serviceCenter',
          'manager',
          'techExpert',
          'dealer',
          'contact',
          'contactName',
          'contactPhone',
          'contactEmail',
          'region',
          'city',
          'address',
          'equipment',
          'isWarranty',
          'complaint',
          'visitAt',
          'workDone',
          'recommendations',
          'internalNote',
          'travelKm',
          'laborCost',
          'travelCost',
          'partsCost',
        ],
      },
      client: { written: ['kind', 'name', 'inn', 'phone', 'email', 'region', 'city', 'address', 'note'] },
      document: { written: documentWriting },
      feedEntry: { written: [...feedWriting, 'isLocked'] },
    },
  },
  accountant: {
    name: 'Бухгалтер',
    affiliation: 'OFFICE',
    actions: [
      'section.repairs',
      'section.clients',
      'section.partners',
      'repair.update',
      'document.attach',
      'feed.comment',
      'feed.seeLocked',
    ],
    rows: allRows,
    fields: {
      ...everything,
      repair: { hidden: ['internalNote'], written: ['travelKm', 'laborCost', 'travelCost', 'partsCost'] },
      document: { written: documentWriting },
      feedEntry: { written: feedWriting },
    },
  },
  serviceCenter: {
    name: 'Сервисный центр',
    affiliation: 'SERVICE_CENTER',
    actions: [
      'section.repairs',
      'section.clients',
      'section.equipment',
      'repair.update',
      ...repairTransitions(
        'scheduleVisit',
        'rescheduleVisit',
        'recordVisit',
        'submitDocuments',
        'submitFinalReport',
        'refuse',
      ),
      'document.attach',
      'document.remove',
      'feed.comment',
    ],
    rows: organisationRows,
    fields: {
      ...partnerView,
      serviceRequest: {
        hidden: ['responsible', 'author', 'consentAt', 'consentVersion', 'feed', 'obligations', 'rejectReason'],
      },
      repair: {
        hidden: ['internalNote', 'dealer'],
        written: [
          'contactName',
          'contactPhone',
          'address',
          'visitAt',
          'workDone',
          'recommendations',
          'travelKm',
          'laborCost',
          'travelCost',
        ],
      },
      document: { written: documentWriting },
      feedEntry: { hidden: ['isLocked', 'message', 'request'], written: feedWriting },
    },
  },
  techExpert: {
    name: 'Тех. эксперт',
    affiliation: 'OFFICE',
    actions: [
      'section.repairs',
      'section.clients',
      'section.equipment',
      'repair.update',
      ...repairTransitions('returnDocuments', 'requestParts', 'confirmDiagnosis', 'refuse'),
      'document.attach',
      'feed.comment',
      'feed.lock',
      'feed.seeLocked',
    ],
    rows: { ...allRows, repair: ['ALL', 'OWN'] },
    fields: {
      ...everything,
      serviceRequest: { hidden: ['consentAt', 'consentVersion'] },
      repair: {
        hidden: ['laborCost', 'travelCost', 'partsCost', 'totalCost', 'travelKm'],
        written: ['diagnosis', 'warrantyVerdict', 'recommendations', 'internalNote'],
      },
      document: { written: documentWriting },
      feedEntry: { written: [...feedWriting, 'isLocked'] },
    },
  },
  dealer: {
    name: 'Дилер',
    affiliation: 'DEALER',
    actions: [
      'section.requests',
      'section.repairs',
      'serviceRequest.create',
      'serviceRequest.update',
      ...requestTransitions('complete'),
      'document.attach',
      'feed.comment',
    ],
    rows: organisationRows,
    fields: {
      ...partnerView,
      serviceRequest: { hidden: ['consentAt', 'consentVersion'], written: [...requestAuthorship] },
      repair: {
        hidden: [
          'internalNote',
          'laborCost',
          'travelCost',
          'partsCost',
          'totalCost',
          'travelKm',
          'obligations',
          'diagnosis',
          'ratingMark',
          'ratingComment',
          'ratedAt',
        ],
      },
      document: { written: documentWriting },
      feedEntry: { hidden: ['isLocked', 'message'], written: feedWriting },
    },
  },
}
