import { formatPhone, isValidInn, normalizeEmail, normalizePhone } from '@naryad/domain'
import type { PublicRequestInput } from '../../gql/graphql.ts'
import { type RequestError, refusedKeys } from '../lib/client.ts'
import type { TextKey } from '../lib/i18n.ts'
import { randomKey } from '../lib/storage.ts'

/** Questions of the form in their order: one screen each on a phone, sections of one page otherwise. */
export const steps = ['equipment', 'problem', 'files', 'place', 'contact', 'consent'] as const
export type Step = (typeof steps)[number]

/** Answers as they stand in the controls. */
export interface Answers {
  serialNumber: string
  isSerialUnknown: boolean
  /** Empty: another one, or not known. */
  manufacturerId: string
  model: string
  complaint: string
  urgency: 'NORMAL' | 'URGENT'
  warranty: '' | 'yes' | 'no' | 'unknown'
  purchasedOn: string
  region: string
  city: string
  address: string
  owner: 'company' | 'person'
  clientName: string
  inn: string
  contactName: string
  phone: string
  email: string
  consent: boolean
}
export type AnswerKey = keyof Answers
export type AnswerErrors = Partial<Record<AnswerKey, TextKey>>

export const stepAnswers: Record<Step, readonly AnswerKey[]> = {
  equipment: ['serialNumber', 'isSerialUnknown', 'manufacturerId', 'model'],
  problem: ['complaint', 'urgency', 'warranty', 'purchasedOn'],
  files: [],
  place: ['city', 'region', 'address'],
  contact: ['owner', 'clientName', 'inn', 'contactName', 'phone', 'email'],
  consent: ['consent'],
}

/** What a serial number yielded. Null: nothing, or not asked yet. */
export interface FoundUnit {
  serialNumber: string
  model: string
  manufacturerId: string
}

export interface Draft {
  answers: Answers
  step: Step
  errors: AnswerErrors
  unit: FoundUnit | null
  /** Sending one draft twice makes one request. */
  submissionKey: string
  /** Under it the server keeps the files until the request is sent. */
  uploadKey: string
}

export type DraftAction =
  | { type: 'answered'; key: AnswerKey; value: string | boolean }
  | { type: 'left'; key: AnswerKey }
  | { type: 'unitFound'; unit: FoundUnit | null }
  | { type: 'stepChosen'; step: Step }
  | { type: 'checked'; errors: AnswerErrors }
  | { type: 'startedOver' }

const emptyAnswers: Answers = {
  serialNumber: '',
  isSerialUnknown: false,
  manufacturerId: '',
  model: '',
  complaint: '',
  urgency: 'NORMAL',
  warranty: '',
  purchasedOn: '',
  region: '',
  city: '',
  address: '',
  owner: 'company',
  clientName: '',
  inn: '',
  contactName: '',
  phone: '',
  email: '',
  consent: false,
}

export function emptyDraft(): Draft {
  return {
    answers: emptyAnswers,
    step: 'equipment',
    errors: {},
    unit: null,
    submissionKey: randomKey(),
    uploadKey: randomKey(),
  }
}

/** The draft as it was kept, field by field: what an older version of the page left behind is taken as far as it fits. */
export function restoreDraft(stored: unknown): Draft {
  const draft = emptyDraft()
  if (!isRecord(stored) || !isRecord(stored.answers)) return draft
  const { answers, step, submissionKey, uploadKey } = stored
  const isSame = (key: string, value: unknown) =>
    Object.hasOwn(emptyAnswers, key) && typeof value === typeof emptyAnswers[key as AnswerKey]
  const kept = Object.fromEntries(Object.entries(answers).filter(([key, value]) => isSame(key, value)))
  return {
    ...draft,
    answers: { ...draft.answers, ...kept },
    step: steps.find((each) => each === step) ?? draft.step,
    submissionKey: typeof submissionKey === 'string' ? submissionKey : draft.submissionKey,
    uploadKey: typeof uploadKey === 'string' ? uploadKey : draft.uploadKey,
  }
}

/** What is worth keeping over a reload. */
export function storedDraft({ answers, step, submissionKey, uploadKey }: Draft) {
  return { answers, step, submissionKey, uploadKey }
}

/** Whether anything has been answered yet. */
export function isTouched({ answers }: Draft): boolean {
  return JSON.stringify(answers) !== JSON.stringify(emptyAnswers)
}

export function reduceDraft(draft: Draft, action: DraftAction): Draft {
  switch (action.type) {
    case 'answered': {
      const answers: Answers = { ...draft.answers, [action.key]: action.value }
      const errors: AnswerErrors = { ...draft.errors }
      delete errors[action.key]
      // the two answer one question
      if (action.key === 'isSerialUnknown') delete errors.serialNumber
      return { ...draft, answers, errors }
    }
    case 'left':
      return leave(draft, action.key)
    case 'unitFound':
      return fillFromUnit(draft, action.unit)
    case 'stepChosen':
      return { ...draft, step: action.step }
    case 'checked':
      return { ...draft, errors: action.errors }
    case 'startedOver':
      // the files of the page are sent under one key as long as it is open
      return { ...emptyDraft(), uploadKey: draft.uploadKey }
  }
}

/** Leaving a control tidies a phone and tells of a mistake in what was written; that nothing was is told later. */
function leave(draft: Draft, key: AnswerKey): Draft {
  const value = draft.answers[key]
  if (typeof value !== 'string' || value.trim() === '') return draft
  const phone = key === 'phone' ? normalizePhone(value) : null
  const answers = phone ? { ...draft.answers, phone: formatPhone(phone) } : draft.answers
  const error = answerErrors(answers)[key]
  return { ...draft, answers, errors: error ? { ...draft.errors, [key]: error } : draft.errors }
}

/** Fills model and manufacturer unless the person has put in something of his own. */
function fillFromUnit(draft: Draft, unit: FoundUnit | null): Draft {
  const { answers, unit: former } = draft
  const isOwn = (value: string, filled: string | undefined) => value !== '' && value !== filled
  const model = isOwn(answers.model, former?.model) ? answers.model : (unit?.model ?? '')
  const manufacturerId = isOwn(answers.manufacturerId, former?.manufacturerId)
    ? answers.manufacturerId
    : (unit?.manufacturerId ?? '')
  const { model: _, ...errors } = draft.errors
  return { ...draft, unit, answers: { ...answers, model, manufacturerId }, errors: model ? errors : draft.errors }
}

/** Mistakes in all answers, or in those of one step. */
export function answerErrors(answers: Answers, step?: Step, today = new Date()): AnswerErrors {
  const errors: AnswerErrors = {}
  const need = (key: AnswerKey, text: TextKey = 'invalid.required') => {
    if (String(answers[key]).trim() === '') errors[key] = text
  }
  if (answers.isSerialUnknown) need('model', 'invalid.model')
  else need('serialNumber', 'invalid.serialNumber')
  need('complaint', 'invalid.complaint')
  if (answers.warranty === 'yes' && answers.purchasedOn > isoDay(today)) errors.purchasedOn = 'invalid.date'
  need('city')
  need('address')
  if (answers.owner === 'company') {
    need('clientName')
    const inn = answers.inn.replace(/\s/g, '')
    if (inn !== '' && !isValidInn(inn)) errors.inn = 'invalid.inn'
  }
  need('contactName')
  if (normalizePhone(answers.phone) === null) errors.phone = answers.phone.trim() ? 'invalid.phone' : 'invalid.required'
  if (normalizeEmail(answers.email) === null) errors.email = answers.email.trim() ? 'invalid.email' : 'invalid.required'
  if (!answers.consent) errors.consent = 'invalid.consent'
  if (!step) return errors
  return Object.fromEntries(stepAnswers[step].flatMap((key) => (errors[key] ? [[key, errors[key]]] : [])))
}

/** The first answer, in the order of the page, that has a mistake. */
export function firstError(errors: AnswerErrors): { step: Step; key: AnswerKey } | null {
  for (const step of steps) {
    const key = stepAnswers[step].find((each) => errors[each])
    if (key) return { step, key }
  }
  return null
}

/** The answers as the server takes them. Expects answers without mistakes. */
export function toInput(draft: Draft, consentVersion: string, fileIds: string[]): PublicRequestInput {
  const { answers, submissionKey, uploadKey } = draft
  const isCompany = answers.owner === 'company'
  const text = (value: string) => value.trim() || null
  return {
    clientName: (isCompany ? answers.clientName : answers.contactName).trim(),
    inn: isCompany ? text(answers.inn) : null,
    contactName: answers.contactName.trim(),
    phone: normalizePhone(answers.phone) ?? answers.phone,
    email: normalizeEmail(answers.email) ?? answers.email,
    region: text(answers.region),
    city: answers.city.trim(),
    address: answers.address.trim(),
    manufacturerId: text(answers.manufacturerId),
    model: text(answers.model),
    serialNumber: answers.isSerialUnknown ? null : text(answers.serialNumber),
    purchasedOn: answers.warranty === 'yes' ? text(answers.purchasedOn) : null,
    isWarranty: answers.warranty === 'yes' ? true : answers.warranty === 'no' ? false : null,
    complaint: answers.complaint.trim(),
    isUrgent: answers.urgency === 'URGENT',
    fileIds,
    uploadKey: fileIds.length > 0 ? uploadKey : null,
    consentVersion,
    submissionKey,
  }
}

const inputAnswers: Partial<Record<string, AnswerKey>> = {
  consentVersion: 'consent',
  isWarranty: 'warranty',
  manufacturer: 'manufacturerId',
}

/** Answers that the server refuses, of the catalog keys that it names. */
export function refusedAnswers(details: RequestError['details']): AnswerErrors {
  const keys = refusedKeys(details).map((key) => inputAnswers[key] ?? key)
  const known = keys.filter((key) => Object.hasOwn(emptyAnswers, key))
  return Object.fromEntries(known.map((key) => [key, 'invalid.refused']))
}

function isoDay(date: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
