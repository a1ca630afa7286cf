import { type RepairStatus, type RequestStatus, repairStatusNames, requestStatusNames } from '@naryad/domain'
import { type Chance, chance } from './chance.ts'
import { type Company, designCompany, type Unit } from './company.ts'
import { type Fate, type Step, type Story, writeStory } from './story.ts'

export interface Plan {
  company: Company
  stories: Story[]
  /** Of all stories, in the order of time. */
  steps: Step[]
}

/** Of all requests, how many stand or ended where, beside those on their natural way; at least two each. */
const shares: Readonly<Record<Exclude<Fate, 'CLOSED'>, number>> = {
  NEW: 0.006,
  IN_REVIEW: 0.006,
  RETURNED: 0.008,
  REJECTED: 0.05,
  UNASSIGNED: 0.005,
  ASSIGNED: 0.01,
  VISIT_SCHEDULED: 0.012,
  AWAITING_DOCUMENTS: 0.012,
  DIAGNOSIS: 0.012,
  AWAITING_PARTS: 0.01,
  SECOND_VISIT: 0.006,
  READY_TO_CLOSE: 0.008,
  CANCELLED: 0.03,
  REFUSED: 0.02,
}
const DUPLICATES = 0.015

/** Days ago on which a story begins that stands there now; the far end of an unfinished one is overdue. */
const beginnings: Readonly<Record<Fate, readonly [from: number, to: number]>> = {
  NEW: [0, 2],
  IN_REVIEW: [0, 4],
  RETURNED: [1, 9],
  REJECTED: [4, 362],
  UNASSIGNED: [0, 4],
  ASSIGNED: [0, 6],
  VISIT_SCHEDULED: [1, 8],
  AWAITING_DOCUMENTS: [4, 18],
  DIAGNOSIS: [5, 20],
  AWAITING_PARTS: [8, 34],
  SECOND_VISIT: [14, 44],
  READY_TO_CLOSE: [8, 40],
  CLOSED: [0, 364],
  CANCELLED: [14, 360],
  REFUSED: [14, 360],
}
/** A newcomer's only request has long become a repair: that is how he came to be a client. */
const newcomersBeginning = [60, 350] as const

const MOST_ATTEMPTS = 80
const CLIENTS_PER_REQUEST = 400 / 1_500

/** Plans a year that ends at `now`; equal input makes an equal plan. */
export function planDemo({ seed, now, requests }: { seed: number; now: Date; requests: number }): Plan {
  const draw = chance(seed)
  const company = designCompany(draw, Math.round(requests * CLIENTS_PER_REQUEST))
  const units = company.clients.flatMap((client) => (client.isKnown ? client.units : []))
  const stories: Story[] = []
  const tell = (fate: Fate, unit: (attempt: Chance) => Unit, beginning = beginnings[fate], isDuplicate = false) => {
    const index = stories.length
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const own = chance(seed + 7_919 * (index + 1) + 104_729 * attempt)
      const daysAgo = own.whole(...beginning)
      const story = writeStory(own, company, { index, now, daysAgo, fate, unit: unit(own), isDuplicate })
      if (!isTold(story, fate)) continue
      stories.push(story)
      return
    }
    throw new Error(`no story of the demo ends as ${fate}`)
  }

  for (const client of company.clients) {
    const [unit] = client.units
    if (!client.isKnown && unit) tell('CLOSED', () => unit, newcomersBeginning)
  }
  for (const [fate, share] of Object.entries(shares) as [keyof typeof shares, number][]) {
    const count = Math.max(2, Math.round(requests * share))
    for (let i = 0; i < count; i++) tell(fate, (own) => unitFor(own, company, units, fate))
  }
  const duplicated = stories.filter(({ unit, steps }) => units.includes(unit) && isOpen(steps.at(-1)?.status))
  for (const story of draw.shuffled(duplicated).slice(0, Math.max(2, Math.round(requests * DUPLICATES)))) {
    tell(draw.pick(['NEW', 'IN_REVIEW', 'REJECTED'] as const), () => story.unit, [0, 6], true)
  }
  while (stories.length < requests) tell('CLOSED', (own) => own.pick(units))

  const steps = stories.flatMap((story) => story.steps)
  // the sort is stable: steps of one story that fall on one instant stay in their order
  steps.sort((a, b) => a.at.getTime() - b.at.getTime() || a.story - b.story)
  return { company, stories, steps }
}

/** Whether the story came as far as it was to; one whose repair ends by itself may still be on its way. */
function isTold({ steps }: Story, fate: Fate): boolean {
  const status = steps.at(-1)?.status
  return fate === 'CLOSED' ? status !== undefined : status === fate
}

const open: ReadonlySet<string> = new Set<RepairStatus>(
  repairStatusNames.filter((status) => !['CLOSED', 'CANCELLED', 'REFUSED'].includes(status)),
)
const isOpen = (status: RepairStatus | RequestStatus | undefined) => status !== undefined && open.has(status)

function unitFor(own: Chance, { makers, clients }: Company, units: readonly Unit[], fate: Fate): Unit {
  if (fate === 'UNASSIGNED') return own.pick(units.filter(({ maker }) => !makers[maker]?.hasRules))
  const isRequest = requestStatusNames.some((status) => status === fate)
  // what is under way is shared out so that the demo accounts have a day's work
  const isNear = !isRequest && own.happens(0.35)
  const near = units.filter(({ client, maker }) => clients[client]?.place.city === 'Москва' && maker < 2)
  return own.pick(isNear && near.length ? near : units)
}
