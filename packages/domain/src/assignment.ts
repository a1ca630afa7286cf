import { normalizeSearch } from './search.ts'

/** Who takes the repairs of a manufacturer. A null region or category applies to all of them. */
export type AssignmentRule = {
  id: string
  manufacturerId: string
  region: string | null
  category: string | null
  /** The higher one wins. */
  priority: number
  serviceCenterId: string
  managerId: string | null
  techExpertId: string | null
}

/** A service centre that can take work. A rule whose centre is not among the candidates is passed over. */
export type AssignmentCandidate = {
  serviceCenterId: string
  name: string
  /** Repairs it has open. */
  load: number
  /** Mean of its clients' marks; null when it has none yet, which ranks below every mark. */
  rating: number | null
}

export type AssignmentSubject = {
  manufacturerId: string
  region: string | null
  category: string | null
}

/** What decided, in words that the feed can tell: «назначен, потому что…». */
export type AssignmentReason = {
  /** `PRIORITY`: its rule ranks highest, by number or, between equal numbers, by being the narrowest. */
  code: 'ONLY_MATCH' | 'PRIORITY' | 'LOWEST_LOAD' | 'HIGHEST_RATING' | 'TIE'
  details: {
    /** Service centres that any matching rule names. */
    matchingCenters: number
    /** Service centres left when priority had decided. */
    equalCenters: number
    priority: number
    region: string | null
    category: string | null
    load: number
    rating: number | null
  }
}

export type Assignment = {
  rule: AssignmentRule
  serviceCenterId: string
  managerId: string | null
  techExpertId: string | null
  reason: AssignmentReason
}

/**
 * Chooses who takes a repair: among the manufacturer's rules that fit its region and category those of the highest
 * priority, then the narrowest; among their service centres the one with the lowest load, then the highest rating,
 * then the first by name and id, so that equal input gives equal output. Null: no rule fits, the repair stays
 * unassigned.
 */
export function chooseAssignment(
  subject: AssignmentSubject,
  rules: readonly AssignmentRule[],
  candidates: readonly AssignmentCandidate[],
): Assignment | null {
  const centers = new Map(candidates.map((candidate) => [candidate.serviceCenterId, candidate]))
  const matching = rules
    .flatMap((rule) => {
      const center = centers.get(rule.serviceCenterId)
      return center && applies(rule, subject) ? [{ rule, center }] : []
    })
    .sort((a, b) => compareRules(a.rule, b.rule) || compareText(a.rule.id, b.rule.id))
  const best = matching[0]
  if (!best) return null

  const top = matching.filter(({ rule }) => compareRules(rule, best.rule) === 0)
  const equals = [...new Set(top.map(({ center }) => center))].sort(compareCenters)
  const [winner, runnerUp] = equals
  const chosen = top.find(({ center }) => center === winner) ?? best
  const matchingCenters = new Set(matching.map(({ center }) => center)).size
  const { rule, center } = chosen
  return {
    rule,
    serviceCenterId: rule.serviceCenterId,
    managerId: rule.managerId,
    techExpertId: rule.techExpertId,
    reason: {
      code: decidedBy(center, runnerUp, matchingCenters),
      details: {
        matchingCenters,
        equalCenters: equals.length,
        priority: rule.priority,
        region: rule.region,
        category: rule.category,
        load: center.load,
        rating: center.rating,
      },
    },
  }
}

function applies(rule: AssignmentRule, subject: AssignmentSubject): boolean {
  return (
    rule.manufacturerId === subject.manufacturerId &&
    narrows(rule.region, subject.region) &&
    narrows(rule.category, subject.category)
  )
}

function narrows(condition: string | null, value: string | null): boolean {
  return condition === null || (value !== null && normalizeSearch(condition) === normalizeSearch(value))
}

function specificity(rule: AssignmentRule): number {
  return Number(rule.region !== null) + Number(rule.category !== null)
}

function compareRules(a: AssignmentRule, b: AssignmentRule): number {
  return b.priority - a.priority || specificity(b) - specificity(a)
}

function compareCenters(a: AssignmentCandidate, b: AssignmentCandidate): number {
  return (
    a.load - b.load ||
    compareRatings(a.rating, b.rating) ||
    compareText(a.name, b.name) ||
    compareText(a.serviceCenterId, b.serviceCenterId)
  )
}

function compareRatings(a: number | null, b: number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return b - a
}

// By code units: the order of a locale changes with the machine's version of ICU.
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

function decidedBy(
  winner: AssignmentCandidate,
  runnerUp: AssignmentCandidate | undefined,
  matchingCenters: number,
): AssignmentReason['code'] {
  if (!runnerUp) return matchingCenters === 1 ? 'ONLY_MATCH' : 'PRIORITY'
  if (winner.load !== runnerUp.load) return 'LOWEST_LOAD'
  return compareRatings(winner.rating, runnerUp.rating) === 0 ? 'TIE' : 'HIGHEST_RATING'
}
