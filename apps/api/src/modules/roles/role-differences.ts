import type { Access, RoleRules, Told } from './role-rules.ts'

/** One rule that is another one now, as the audit log keeps it and histories tell it. */
export interface RuleDifference {
  readonly subject:
    | 'field'
    | 'action'
    | 'scope'
    | 'notification'
    | 'ipRange'
    | 'name'
    | 'affiliation'
    | 'requiresSecondFactor'
    | 'sessionIdleMinutes'
    | 'sessionMaxHours'
    | 'copyOf'
  readonly entity: string | null
  readonly key: string | null
  readonly before: string | null
  readonly after: string | null
}

const plainRules = ['name', 'affiliation', 'requiresSecondFactor', 'sessionIdleMinutes', 'sessionMaxHours'] as const

/** Every rule that differs, in the order of the editor. */
export function differencesOf(before: RoleRules, after: RoleRules): RuleDifference[] {
  const differences: RuleDifference[] = []
  const compare = (
    rule: Pick<RuleDifference, 'subject'> & Partial<RuleDifference>,
    was: string | null | undefined,
    is: string | null | undefined,
  ) => {
    if ((was ?? null) === (is ?? null)) return
    differences.push({ entity: null, key: null, ...rule, before: was ?? null, after: is ?? null })
  }
  for (const subject of plainRules) compare({ subject }, text(before[subject]), text(after[subject]))
  for (const name of new Set([...before.fields.keys(), ...after.fields.keys()])) {
    const [entity = '', key = ''] = name.split('.')
    compare({ subject: 'field', entity, key }, before.fields.get(name), after.fields.get(name))
  }
  for (const entity of new Set([...before.scopes.keys(), ...after.scopes.keys()])) {
    const [was, is] = [before.scopes.get(entity), after.scopes.get(entity)]
    compare({ subject: 'scope', entity, key: 'read' }, was?.readScope, is?.readScope)
    compare({ subject: 'scope', entity, key: 'write' }, was?.writeScope, is?.writeScope)
  }
  for (const action of new Set([...before.actions, ...after.actions])) {
    compare({ subject: 'action', key: action }, text(before.actions.has(action)), text(after.actions.has(action)))
  }
  for (const [kind, told] of after.notifications) {
    const was = before.notifications.get(kind)
    compare({ subject: 'notification', key: kind }, was && ways(was), ways(told))
  }
  const range = (rules: RoleRules, cidr: string) => {
    const found = rules.ipRanges.find((one) => one.cidr === cidr)
    return found && (found.note === null ? cidr : `${cidr} ${found.note}`)
  }
  for (const cidr of new Set([...before.ipRanges, ...after.ipRanges].map((one) => one.cidr))) {
    compare({ subject: 'ipRange', key: cidr }, range(before, cidr), range(after, cidr))
  }
  return differences
}

function text(value: Access | string | number | boolean | null): string | null {
  return value === null ? null : String(value)
}

/** IN_APP, BY_MAIL, both with a plus between them, or NONE. */
function ways({ isInApp, isByMail }: Told): string {
  return [...(isInApp ? ['IN_APP'] : []), ...(isByMail ? ['BY_MAIL'] : [])].join('+') || 'NONE'
}
