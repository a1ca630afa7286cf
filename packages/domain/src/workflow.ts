/**
 * The machine under every workflow of the product: statuses, named transitions, guards. It knows nothing of
 * repairs or requests. A workflow is plain serializable data, so that an installation's own version can be kept in
 * the database and checked by the same `validateWorkflow` as the default one.
 */

/** What a transition does with one value that is sent along with it. `none` and absence mean the same. */
export type InputRule = 'required' | 'optional' | 'none'

export type TransitionTone = 'neutral' | 'danger'

export type RequiredDocument<Type extends string = string> = {
  type: Type
  /** `SINCE_STATUS`: one attached before the current status was entered does not count. */
  attached: 'EVER' | 'SINCE_STATUS'
}

export type StatusRule<Party extends string = string> = {
  /** Whose move it is while the status lasts. */
  party: Party
  /** The work has ended here. A final status may still be left again (reopening). */
  isFinal: boolean
}

export type TransitionRule<
  Status extends string = string,
  Party extends string = string,
  Field extends string = string,
  Input extends string = string,
  Document extends string = string,
> = {
  from: readonly Status[]
  to: Status
  /** Key of the right that a role needs to make this transition. */
  permission: string
  /** Who normally makes it. Who may is decided by `permission` alone. */
  party: Party
  input: Readonly<Partial<Record<Input, InputRule>>>
  /** Fields that must have a value, stored already or sent along as input of the same name. */
  requiredFields: readonly Field[]
  requiredDocuments: readonly RequiredDocument<Document>[]
  /** Fields emptied by the transition, unless its input gives them a new value. */
  clears: readonly Field[]
  /** Statuses in which this is the one next step of its party: the big button on the card. */
  primaryIn: readonly Status[]
  tone: TransitionTone
  /** Field of the record that keeps the comment sent along, besides the feed. Null: none does. */
  commentField: string | null
  /** The system makes it as well, by itself, when its time has come. */
  system: boolean
}

/** What most transitions have in common, to be spread into their rules. */
export const transitionDefaults = {
  input: {},
  requiredFields: [],
  requiredDocuments: [],
  clears: [],
  primaryIn: [],
  tone: 'neutral',
  commentField: null,
  system: false,
} as const satisfies Partial<TransitionRule>

export type Workflow<
  Status extends string = string,
  Name extends string = string,
  S extends StatusRule = StatusRule,
  T extends TransitionRule<Status> = TransitionRule<Status>,
> = {
  initial: Status
  statuses: Readonly<Record<Status, S>>
  transitions: Readonly<Record<Name, T>>
}

/** Names of the transitions that leave `status`, in the workflow's own order. Rights and guards are not considered. */
export function availableFrom<Status extends string, Name extends string>(
  workflow: Workflow<Status, Name, StatusRule, TransitionRule<Status>>,
  status: Status,
): Name[] {
  const names = Object.keys(workflow.transitions) as Name[]
  return names.filter((name) => workflow.transitions[name].from.includes(status))
}

/** Whether the transition is the one next step of its party in `status`. */
export function isPrimary<Status extends string>(
  transition: Pick<TransitionRule<Status>, 'primaryIn'>,
  status: Status,
): boolean {
  return transition.primaryIn.includes(status)
}

/** How a transition treats the input `key`; `none` when it does not take it. */
export function inputRule(transition: Pick<TransitionRule, 'input'>, key: string): InputRule {
  return Object.hasOwn(transition.input, key) ? (transition.input[key] ?? 'none') : 'none'
}

/** What is known about a record at the moment somebody wants to make a transition. */
export type TransitionFacts = {
  /** Names of the fields that have a value. */
  fields: ReadonlySet<string>
  documents: readonly { type: string; attachedAt: Date }[]
  /** When the current status was entered. */
  statusSince: Date
  /** Values sent along with the transition; null, a blank string and an empty list count as absent. */
  input: Readonly<Record<string, unknown>>
}

export type UnmetGuard = {
  code: 'FIELD_REQUIRED' | 'DOCUMENT_REQUIRED' | 'COMMENT_REQUIRED' | 'INPUT_REQUIRED'
  /** The field, document type or input that is missing. */
  key: string
}

/** All guards of the transition that the facts do not meet, so that a refusal can list every one. Empty: go ahead. */
export function unmetGuards(
  transition: Pick<TransitionRule, 'input' | 'requiredFields' | 'requiredDocuments'>,
  facts: TransitionFacts,
): UnmetGuard[] {
  const isGiven = (key: string) => Object.hasOwn(facts.input, key) && hasValue(facts.input[key])
  const unmet: UnmetGuard[] = []
  for (const key of Object.keys(transition.input)) {
    if (inputRule(transition, key) === 'required' && !isGiven(key)) {
      unmet.push({ code: key === 'comment' ? 'COMMENT_REQUIRED' : 'INPUT_REQUIRED', key })
    }
  }
  for (const key of transition.requiredFields) {
    const isTakenAsInput = inputRule(transition, key) !== 'none'
    if (!facts.fields.has(key) && !(isTakenAsInput && isGiven(key))) unmet.push({ code: 'FIELD_REQUIRED', key })
  }
  for (const { type, attached } of transition.requiredDocuments) {
    const isAttached = facts.documents.some(
      (document) => document.type === type && (attached === 'EVER' || document.attachedAt >= facts.statusSince),
    )
    if (!isAttached) unmet.push({ code: 'DOCUMENT_REQUIRED', key: type })
  }
  return unmet
}

function hasValue(value: unknown): boolean {
  if (value === null || value === undefined) return false
  if (typeof value === 'string') return value.trim() !== ''
  return !Array.isArray(value) || value.length > 0
}

export type WorkflowProblem =
  | { code: 'UNKNOWN_INITIAL'; status: string }
  | { code: 'NO_FINAL_STATUS' }
  | { code: 'NO_SOURCE'; transition: string }
  | { code: 'UNKNOWN_SOURCE'; transition: string; status: string }
  | { code: 'UNKNOWN_TARGET'; transition: string; status: string }
  /** Work that gets here can never end: no final status can be reached from it. */
  | { code: 'DEAD_END'; status: string }
  | { code: 'UNREACHABLE'; status: string }
  | { code: 'PRIMARY_NOT_AVAILABLE'; transition: string; status: string }
  | { code: 'AMBIGUOUS_PRIMARY'; status: string; party: string; transitions: string[] }

/** Everything that makes a workflow unusable. Empty: it may be put to work. */
export function validateWorkflow(workflow: Workflow): WorkflowProblem[] {
  const statuses = Object.keys(workflow.statuses)
  const transitions = Object.entries(workflow.transitions)
  const isKnown = (status: string) => Object.hasOwn(workflow.statuses, status)
  const problems: WorkflowProblem[] = []

  if (!isKnown(workflow.initial)) problems.push({ code: 'UNKNOWN_INITIAL', status: workflow.initial })
  const finals = statuses.filter((status) => workflow.statuses[status]?.isFinal)
  if (finals.length === 0) problems.push({ code: 'NO_FINAL_STATUS' })

  const edges: { from: string; to: string }[] = []
  for (const [name, transition] of transitions) {
    if (transition.from.length === 0) problems.push({ code: 'NO_SOURCE', transition: name })
    if (!isKnown(transition.to)) problems.push({ code: 'UNKNOWN_TARGET', transition: name, status: transition.to })
    for (const status of transition.from) {
      if (!isKnown(status)) problems.push({ code: 'UNKNOWN_SOURCE', transition: name, status })
      else if (isKnown(transition.to)) edges.push({ from: status, to: transition.to })
    }
    for (const status of transition.primaryIn) {
      if (!transition.from.includes(status)) {
        problems.push({ code: 'PRIMARY_NOT_AVAILABLE', transition: name, status })
      }
    }
  }

  const reachable = reach([workflow.initial], (status) => edges.filter((e) => e.from === status).map((e) => e.to))
  const canEnd = reach(finals, (status) => edges.filter((e) => e.to === status).map((e) => e.from))
  for (const status of statuses) {
    if (!reachable.has(status)) problems.push({ code: 'UNREACHABLE', status })
    if (!canEnd.has(status)) problems.push({ code: 'DEAD_END', status })
  }

  for (const status of statuses) {
    const byParty = Map.groupBy(
      transitions.filter(([, transition]) => isPrimary(transition, status)),
      ([, transition]) => transition.party,
    )
    for (const [party, rivals] of byParty) {
      if (rivals.length < 2) continue
      problems.push({ code: 'AMBIGUOUS_PRIMARY', status, party, transitions: rivals.map(([name]) => name) })
    }
  }
  return problems
}

function reach(from: readonly string[], next: (status: string) => string[]): Set<string> {
  const reached = new Set(from)
  // A Set visits what is added while it is walked, so this is the breadth-first queue as well.
  for (const status of reached) for (const neighbour of next(status)) reached.add(neighbour)
  return reached
}
