/**
 * What happens in the demo, on paper: every step of every request and repair with its time. The whole is planned before
 * anything is stored, so that steps can be made in the order of time, whichever story they belong to.
 */
import type { DocumentType, RepairStatus, RepairTransitionName, RequestStatus, Urgency } from '@naryad/domain'
import type { RepairPatch } from '../../generated/graphql.ts'
import type { Chance } from './chance.ts'
import type { Client, Company, Contact, Unit } from './company.ts'
import { type Fault, faults, phrases } from './machines.ts'
import * as texts from './texts.ts'
import { afterWork, timeOfDay, visitTime } from './work-time.ts'

/** Who makes a step; the partner and the expert are those of the repair, whom the rules find. */
export type Party = 'reviewer' | 'author' | 'center' | 'expert' | 'manager' | 'accountant' | 'system'

export type Deed =
  | { kind: 'file'; files: number }
  | { kind: 'review' | 'accept' }
  | { kind: 'return'; field: string; comment: string }
  | { kind: 'complete'; field: string }
  | { kind: 'reject'; comment: string }
  | {
      kind: 'move'
      transition: RepairTransitionName
      by: Party
      visitAt?: Date
      comment?: string
      isElsewhere?: boolean
    }
  | { kind: 'attach'; type: DocumentType; by: Party }
  | { kind: 'edit'; patch: RepairPatch; by: Party }
  /** An unassigned repair gets its people by hand; the indexes are the company's. */
  | { kind: 'entrust'; serviceCenter: number; techExpert: number }
  | { kind: 'comment'; text: string; by: Party; mention?: Party; isLocked?: boolean }
  | { kind: 'rate'; mark: number; comment: string | null }

export interface Step {
  at: Date
  story: number
  deed: Deed
  /** Where the request, or the repair that it became, stands afterwards. */
  status: RequestStatus | RepairStatus
}

/** Who wrote the request, and in which words. */
export interface Story {
  index: number
  source: 'CLIENT' | 'DEALER' | 'EMPLOYEE'
  /** Index of the person who filed it inside; null for a client. */
  author: number | null
  reviewer: number
  client: Client
  contact: Contact
  unit: Unit
  complaint: string
  urgency: Urgency
  /** What the request lacks at first. */
  missing: string | null
  steps: Step[]
}

/** Where a story is to end; CLOSED ones that began too late are still on their way. */
export type Fate = Exclude<RequestStatus, 'ACCEPTED'> | RepairStatus

const visitTypes = [1, 1, 2, 2, 3, 4, 6]

const DETAILED_DAYS = 60

interface Plot {
  chance: Chance
  company: Company
  now: Date
  story: Story
  fault: Fault
  fate: Fate
  time: Date
}

/** Writes one story that begins so many days ago; what would happen after `now` is left out. */
export function writeStory(
  chance: Chance,
  company: Company,
  input: { index: number; now: Date; daysAgo: number; fate: Fate; unit: Unit; isDuplicate: boolean },
): Story {
  const { index, now, daysAgo, fate, unit, isDuplicate } = input
  const client = company.clients[unit.client]
  if (!client) throw new Error('a unit without its client')
  const source = chance.weighted<Story['source']>([
    ['CLIENT', 55],
    ['DEALER', 25],
    ['EMPLOYEE', 20],
  ])
  const fault = chance.pick(faults[unit.category])
  const isReturned = fate === 'RETURNED' || chance.happens(0.12)
  const authors = company.people.flatMap((person, at) =>
    source === 'DEALER' && person.role === 'dealer' && person.dealer !== undefined
      ? [[at, person.dealer === 0 ? 3 : 1] as const]
      : source === 'EMPLOYEE' && person.role === 'manager'
        ? [[at, 1] as const]
        : [],
  )
  const managers = company.people.flatMap((person, at) =>
    person.role === 'manager' ? [[at, person.email === 'manager@naryad.demo' ? 3 : 1] as const] : [],
  )
  const story: Story = {
    index,
    source,
    author: source === 'CLIENT' ? null : chance.weighted(authors),
    reviewer: chance.weighted(managers),
    client,
    contact: chance.pick(client.contacts),
    unit,
    complaint: `${chance.pick(phrases.greetings)}${unit.category} ${unit.model}: ${chance.pick(fault.complaints)}.${chance.pick(phrases.since)}${chance.pick(phrases.pleas)}`,
    urgency: chance.happens(0.14) ? 'URGENT' : 'NORMAL',
    missing: isReturned
      ? chance.pick(client.isKnown ? Object.keys(texts.returnComments) : ['documents', 'address'])
      : null,
    steps: [],
  }
  const filedAt = timeOfDay(now, daysAgo, source !== 'CLIENT', chance)
  const plot: Plot = { chance, company, now, story, fault, fate, time: filedAt }
  const files =
    story.missing === 'documents'
      ? 0
      : chance.weighted([
          [0, 50],
          [1, 28],
          [2, 16],
          [3, 6],
        ] as const)
  add(plot, { kind: 'file', files }, 'NEW')
  request(plot, isDuplicate)
  const shown = story.steps.findIndex((step) => step.at > now)
  if (shown >= 0) story.steps.length = shown
  return story
}

function add(plot: Plot, deed: Deed, status: RequestStatus | RepairStatus): void {
  plot.story.steps.push({ at: plot.time, story: plot.story.index, deed, status })
}

/** The next step, so many working minutes later. */
function later(
  plot: Plot,
  minutes: readonly [from: number, to: number],
  deed: Deed,
  status: RequestStatus | RepairStatus,
): void {
  plot.time = afterWork(plot.time, plot.chance.whole(...minutes), plot.chance)
  add(plot, deed, status)
}

/** Most keep a deadline of so many working hours, some do not. */
function inTime({ chance }: Plot, hours: number): readonly [number, number] {
  const minutes = hours * 60
  return chance.happens(0.84)
    ? [Math.round(minutes * 0.15), Math.round(minutes * 0.8)]
    : [minutes, Math.round(minutes * 1.9)]
}

/** How often something happens that is told of late stories only: nobody reads the small talk of half a year ago. */
function inDetail({ time, now }: Plot, share: number): number {
  return now.getTime() - time.getTime() < DETAILED_DAYS * 24 * 3_600_000 ? share : share / 4
}

function request(plot: Plot, isDuplicate: boolean): void {
  const { chance, story, fate } = plot
  if (fate === 'NEW') return
  const isReviewed = fate === 'IN_REVIEW' || isDuplicate || chance.happens(inDetail(plot, 0.6))
  let status: RequestStatus = 'NEW'
  if (isReviewed) {
    status = 'IN_REVIEW'
    later(plot, inTime(plot, 2), { kind: 'review' }, status)
  }
  if (story.missing) {
    const field = story.missing
    const comment = chance.pick(texts.returnComments[field] ?? ['Дополните, пожалуйста, заявку.'])
    later(plot, isReviewed ? [10, 120] : inTime(plot, 2), { kind: 'return', field, comment }, 'RETURNED')
    if (fate === 'RETURNED') return
    later(plot, inTime(plot, 20), { kind: 'complete', field }, 'IN_REVIEW')
    status = 'IN_REVIEW'
  }
  if (status === 'IN_REVIEW' && chance.happens(0.1)) {
    const text = chance.pick(texts.comments.plain)
    later(plot, [5, 60], { kind: 'comment', text, by: 'reviewer' }, status)
  }
  if (fate === 'IN_REVIEW') return
  if (fate === 'REJECTED') {
    const comment = chance.pick(isDuplicate ? texts.duplicateRejections : texts.rejections)
    later(plot, inTime(plot, 6), { kind: 'reject', comment }, 'REJECTED')
    return
  }
  const isAssigned = plot.company.makers[story.unit.maker]?.hasRules ?? false
  later(plot, inTime(plot, isReviewed ? 5 : 2), { kind: 'accept' }, isAssigned ? 'ASSIGNED' : 'UNASSIGNED')
  if (!isAssigned) {
    if (fate === 'UNASSIGNED') return
    entrust(plot)
  }
  repair(plot)
}

function entrust(plot: Plot): void {
  const { company, chance, story } = plot
  const near = company.serviceCenters.flatMap((center, at) =>
    center.place.region === story.client.place.region ? [at] : [],
  )
  const experts = company.people.flatMap((person, at) => (person.role === 'techExpert' ? [at] : []))
  const serviceCenter = near.length ? chance.pick(near) : 0
  later(plot, inTime(plot, 4), { kind: 'entrust', serviceCenter, techExpert: chance.pick(experts) }, 'ASSIGNED')
}

function repair(plot: Plot): void {
  const { chance, fate, fault, story } = plot
  remark(plot, 'ASSIGNED', 0.18)
  if (fate === 'ASSIGNED') return
  // a duplicate of this repair is not the only reason why some are called off before anybody sets out
  if ((fate === 'CANCELLED' || fate === 'REFUSED') && chance.happens(0.4)) {
    callOff(plot)
    return
  }
  if (chance.happens(0.04)) {
    const comment = chance.pick(texts.reassignments)
    later(
      plot,
      [240, 900],
      { kind: 'move', transition: 'reassign', by: 'manager', comment, isElsewhere: true },
      'ASSIGNED',
    )
  }
  visit(plot)
  if (chance.happens(inDetail(plot, 0.35)))
    later(plot, [20, 200], { kind: 'attach', type: 'PHOTO', by: 'center' }, 'AWAITING_DOCUMENTS')
  remark(plot, 'AWAITING_DOCUMENTS', 0.2)
  if (fate === 'AWAITING_DOCUMENTS') return
  if (fate === 'CANCELLED') {
    callOff(plot)
    return
  }
  reports(plot, fault)
  if (chance.happens(0.07)) {
    const comment = chance.pick(texts.documentReturns)
    later(
      plot,
      inTime(plot, 8),
      { kind: 'move', transition: 'returnDocuments', by: 'expert', comment },
      'AWAITING_DOCUMENTS',
    )
    later(plot, inTime(plot, 12), { kind: 'attach', type: 'CLAIM_REPORT', by: 'center' }, 'AWAITING_DOCUMENTS')
    later(plot, [5, 30], { kind: 'move', transition: 'submitDocuments', by: 'center' }, 'DIAGNOSIS')
  }
  remark(plot, 'DIAGNOSIS', 0.25)
  if (fate === 'DIAGNOSIS') return
  diagnosis(plot)
  if (fate === 'REFUSED') {
    callOff(plot)
    return
  }
  const needsPart =
    fault.part !== undefined && (fate === 'AWAITING_PARTS' || fate === 'SECOND_VISIT' || chance.happens(0.4))
  if (needsPart) {
    const comment = `Нужно: ${fault.part}.`
    later(plot, [10, 60], { kind: 'move', transition: 'requestParts', by: 'expert', comment }, 'AWAITING_PARTS')
    if (fate === 'AWAITING_PARTS') return
    later(plot, inTime(plot, 60), { kind: 'move', transition: 'receiveParts', by: 'manager' }, 'SECOND_VISIT')
    if (fate === 'SECOND_VISIT') return
    later(plot, inTime(plot, 32), { kind: 'attach', type: 'COMPLETION_REPORT', by: 'center' }, 'SECOND_VISIT')
    later(plot, [5, 40], { kind: 'move', transition: 'submitFinalReport', by: 'center' }, 'READY_TO_CLOSE')
  } else later(plot, [10, 60], { kind: 'move', transition: 'confirmDiagnosis', by: 'expert' }, 'READY_TO_CLOSE')
  if (chance.happens(0.03)) {
    const comment = chance.pick(texts.reworks)
    later(plot, [60, 300], { kind: 'move', transition: 'returnForRework', by: 'manager', comment }, 'DIAGNOSIS')
    later(plot, inTime(plot, 10), { kind: 'move', transition: 'confirmDiagnosis', by: 'expert' }, 'READY_TO_CLOSE')
  }
  if (fate === 'READY_TO_CLOSE') return
  if (needsPart || chance.happens(0.15)) {
    const partsCost = needsPart ? 100 * chance.whole(1_800, 42_000) : 100 * chance.whole(300, 2_500)
    later(
      plot,
      [20, 180],
      { kind: 'edit', by: chance.happens(0.3) ? 'accountant' : 'manager', patch: { partsCost } },
      'READY_TO_CLOSE',
    )
  }
  later(plot, inTime(plot, 8), { kind: 'move', transition: 'close', by: 'manager' }, 'CLOSED')
  if (chance.happens(0.02)) {
    const comment = chance.pick(texts.reopenings)
    later(plot, [1_000, 2_600], { kind: 'move', transition: 'reopen', by: 'manager', comment }, 'ASSIGNED')
    visit(plot)
    later(plot, [60, 500], { kind: 'attach', type: 'COMPLETION_REPORT', by: 'center' }, 'AWAITING_DOCUMENTS')
    later(plot, [5, 40], { kind: 'move', transition: 'submitDocuments', by: 'center' }, 'DIAGNOSIS')
    later(plot, inTime(plot, 12), { kind: 'move', transition: 'confirmDiagnosis', by: 'expert' }, 'READY_TO_CLOSE')
    later(plot, inTime(plot, 8), { kind: 'move', transition: 'close', by: 'manager' }, 'CLOSED')
  }
  if (!chance.happens(0.58)) return
  const mark = chance.weighted([
    [5, 58],
    [4, 24],
    [3, 10],
    [2, 5],
    [1, 3],
  ] as const)
  const comment = chance.happens(mark > 3 ? 0.55 : 0.9) ? chance.pick(texts.reviews[mark]) : null
  plot.time = new Date(plot.time.getTime() + chance.whole(40, 4_000) * 60_000)
  add(plot, { kind: 'rate', mark, comment }, 'CLOSED')
  if (mark <= 2)
    later(
      plot,
      [30, 300],
      {
        kind: 'comment',
        text: `клиент «${story.client.name}» недоволен, разберитесь, пожалуйста.`,
        by: 'manager',
        mention: 'expert',
      },
      'CLOSED',
    )
}

/** The visit is agreed, now and then moved, and made. */
function visit(plot: Plot): void {
  const { chance } = plot
  let visitAt: Date
  const agree = (
    minutes: readonly [number, number],
    transition: 'scheduleVisit' | 'rescheduleVisit',
    comment?: string,
  ) => {
    plot.time = afterWork(plot.time, chance.whole(...minutes), chance)
    visitAt = visitTime(plot.time, chance.pick(visitTypes), chance)
    const move = { kind: 'move', transition, by: 'center', visitAt } as const
    add(plot, comment ? { ...move, comment } : move, 'VISIT_SCHEDULED')
    return visitAt
  }
  visitAt = agree(inTime(plot, 8), 'scheduleVisit')
  if (chance.happens(0.08)) {
    const comment = chance.pick(texts.visitMoves)
    const movedAt = afterWork(plot.time, 30, chance)
    if (movedAt < visitAt) visitAt = agree([20, 30], 'rescheduleVisit', comment)
  }
  plot.time = visitAt
  add(plot, { kind: 'move', transition: 'recordVisit', by: 'system' }, 'AWAITING_DOCUMENTS')
}

/** Both reports, what was done and what it cost, and on to the expert. */
function reports(plot: Plot, fault: Fault): void {
  const { chance, story } = plot
  const status = 'AWAITING_DOCUMENTS'
  later(plot, inTime(plot, 20), { kind: 'attach', type: 'CLAIM_REPORT', by: 'center' }, status)
  later(plot, [1, 8], { kind: 'attach', type: 'COMPLETION_REPORT', by: 'center' }, status)
  const travelKm = chance.weighted([
    [chance.whole(3, 30), 8],
    [chance.whole(40, 240), 2],
  ])
  const patch: RepairPatch = {
    workDone: fault.work,
    travelKm,
    laborCost: 100 * 50 * chance.whole(40, 220),
    travelCost: 100 * travelKm * chance.pick([25, 30, 35]),
    ...(fault.advice && { recommendations: fault.advice }),
  }
  later(plot, [4, 40], { kind: 'edit', by: 'center', patch }, status)
  if (story.urgency === 'URGENT' && chance.happens(0.3)) {
    later(
      plot,
      [5, 30],
      { kind: 'comment', text: chance.pick(texts.comments.toManager), by: 'center', mention: 'manager' },
      status,
    )
  }
  later(plot, [2, 20], { kind: 'move', transition: 'submitDocuments', by: 'center' }, 'DIAGNOSIS')
}

function diagnosis(plot: Plot): void {
  const { chance, fault } = plot
  const warrantyVerdict = fault.isWarranty === chance.happens(0.93) ? 'WARRANTY' : 'NOT_WARRANTY'
  const patch: RepairPatch = {
    diagnosis: fault.diagnosis,
    warrantyVerdict,
    ...(chance.happens(0.12) && { internalNote: chance.pick(texts.internalNotes) }),
  }
  later(plot, inTime(plot, 14), { kind: 'edit', by: 'expert', patch }, 'DIAGNOSIS')
}

/** A comment now and then; some are for the company's own people only. */
function remark(plot: Plot, status: RepairStatus, share: number): void {
  const { chance } = plot
  if (!chance.happens(inDetail(plot, share))) return
  const deed = chance.weighted<Deed>([
    [{ kind: 'comment', text: chance.pick(texts.comments.plain), by: 'center' }, 5],
    [{ kind: 'comment', text: chance.pick(texts.comments.plain), by: 'manager' }, 3],
    [{ kind: 'comment', text: chance.pick(texts.comments.toExpert), by: 'manager', mention: 'expert' }, 3],
    [{ kind: 'comment', text: chance.pick(texts.comments.toManager), by: 'expert', mention: 'manager' }, 2],
    [{ kind: 'comment', text: chance.pick(texts.comments.locked), by: 'manager', isLocked: true }, 2],
  ])
  later(plot, [10, 150], deed, status)
}

function callOff(plot: Plot): void {
  const { chance, fate } = plot
  if (fate === 'CANCELLED') {
    const comment = chance.pick(texts.cancellations)
    later(plot, [120, 900], { kind: 'move', transition: 'cancel', by: 'manager', comment }, 'CANCELLED')
  } else {
    const comment = chance.pick(texts.refusals)
    later(plot, [60, 600], { kind: 'move', transition: 'refuse', by: 'manager', comment }, 'REFUSED')
  }
}
