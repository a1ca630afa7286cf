import type { AccessStepRule } from '../../../generated/graphql.ts'
import type { RowScope } from '../../gate/permissions.ts'
import type { Access } from './role-rules.ts'

/** One rule that was looked at, in the order in which the gate weighs them. */
export interface AccessStep {
  readonly rule: AccessStepRule
  readonly isDeciding: boolean
  readonly access?: Access | null
  readonly isAllowed?: boolean | null
  readonly scope?: RowScope | null
  readonly roleName?: string | null
  readonly entity?: string | null
  readonly field?: string | null
  readonly setByName?: string | null
  readonly setAt?: Date | null
  readonly expiresAt?: Date | null
}

export interface Explanation {
  readonly isAllowed: boolean
  readonly access: Access | null
  readonly steps: readonly AccessStep[]
}

/** Who made an exception, and until when it holds. */
export interface ExceptionOrigin {
  readonly setByName: string | null
  readonly setAt: Date
  readonly expiresAt: Date | null
}

interface OfRole {
  readonly roleName: string
  readonly isAdmin: boolean
}

type Undecided = Omit<AccessStep, 'isDeciding'>

/** The last rule decides: each one that comes later wins over those before it. */
export function decided(steps: readonly Undecided[]): AccessStep[] {
  return steps.map((step, index) => ({ ...step, isDeciding: index === steps.length - 1 }))
}

/**
 * Why a field is as open as the gate has it.
 *
 * @param facts.exception one that holds now
 * @param facts.closedSources what the field cannot be read without and a rule closes
 * @param facts.access what the compiled rights say
 */
export function fieldSteps(
  facts: OfRole & {
    access: Access
    roleAccess: Access | null
    exception: (ExceptionOrigin & { access: Access }) | null
    closedSources: readonly { entity: string; key: string }[]
  },
): Undecided[] {
  const { roleName, roleAccess, exception } = facts
  if (facts.isAdmin) return [{ rule: 'ADMINISTRATOR', access: 'WRITE', roleName }]
  const steps: Undecided[] = [
    roleAccess === null
      ? { rule: 'UNDECIDED_FIELD', access: 'NONE', roleName }
      : { rule: 'ROLE_FIELD', access: roleAccess, roleName },
  ]
  if (exception) steps.push({ rule: 'FIELD_EXCEPTION', ...exception })
  if (facts.access === 'NONE' && (exception?.access ?? roleAccess ?? 'NONE') !== 'NONE') {
    for (const { entity, key } of facts.closedSources) {
      steps.push({ rule: 'SOURCE_CLOSED', access: 'NONE', entity, field: key })
    }
  }
  return steps
}

/** Why an action may be taken or not. */
export function actionSteps(
  facts: OfRole & { isInRole: boolean; exception: (ExceptionOrigin & { isAllowed: boolean }) | null },
): Undecided[] {
  const { roleName, exception } = facts
  if (facts.isAdmin) return [{ rule: 'ADMINISTRATOR', isAllowed: true, roleName }]
  const steps: Undecided[] = [{ rule: 'ROLE_ACTION', isAllowed: facts.isInRole, roleName }]
  if (exception) steps.push({ rule: 'ACTION_EXCEPTION', ...exception })
  return steps
}

/** Which rows are reached and why. */
export function scopeSteps(
  facts: OfRole & { roleScope: RowScope; exception: (ExceptionOrigin & { scope: RowScope }) | null },
): Undecided[] {
  const { roleName, roleScope, exception } = facts
  if (facts.isAdmin) return [{ rule: 'ADMINISTRATOR', scope: 'ALL', roleName }]
  const steps: Undecided[] = [{ rule: 'ROLE_SCOPE', scope: roleScope, roleName }]
  if (exception) steps.push({ rule: 'SCOPE_EXCEPTION', ...exception })
  return steps
}
