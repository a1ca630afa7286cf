import {
  availableFrom,
  inputRule,
  isPrimary,
  type MoveParty,
  type RepairTransitionRule,
  repairWorkflow,
  unmetGuards,
} from '@naryad/domain'
import type { TransitionOption } from '../../../generated/graphql.ts'
import type { Repair } from '../../../generated/prisma/client.ts'
import type { Services } from '../../context.ts'
import { readsAll } from '../../gate/field-name.ts'
import { canRead, canWrite, hasAction, rowScope, type Viewer } from '../../gate/viewer.ts'
import { canSee, canWriteRow } from '../../journal/rights.ts'
import { restsOn } from './repair-move-fields.ts'
import { isStatus } from './repair-record.ts'
import { factsOf } from './repair-transition.service.ts'

/**
 * The moves that the viewer may make from the repair's present status, in the workflow's order; those with unmet guards
 * too, to show what is missing. Leaves out a move that depends on a field which the viewer may not read: it would be
 * refused. Empty for a repair out of reach.
 */
export async function repairTransitions(services: Services, viewer: Viewer, id: string): Promise<TransitionOption[]> {
  const { prisma } = services
  if (!(await canSee(services, prisma, viewer, 'repair', id))) return []
  if (!(await canWriteRow(services, prisma, viewer, 'repair', id))) return []
  const repair = await prisma.repair.findUnique({ where: { id } })
  if (!repair || !isStatus(repair.status)) return []
  // the moves there are would tell the status
  if (!canRead(viewer, services.catalog, 'repair', 'status')) return []
  const { status } = repair
  const facts = await factsOf(prisma, repair, {})
  return availableFrom(repairWorkflow, status)
    .filter((name) => hasAction(viewer, repairWorkflow.transitions[name].permission))
    .filter((name) => readsAll(viewer, services.catalog, restsOn(name)))
    .map((name) => {
      const rule: RepairTransitionRule = repairWorkflow.transitions[name]
      const unmet = unmetGuards(rule, facts).filter((guard) => !isAskedFor(rule, guard.key))
      return {
        name,
        to: rule.to,
        isPrimary: isPrimary(rule, status) && isOfParty(services, viewer, repair, rule.party),
        isDangerous: rule.tone === 'danger',
        inputs: Object.keys(rule.input)
          .filter((key) => key === 'comment' || canWrite(viewer, services.catalog, 'repair', key))
          .map((key) => ({ name: key, isRequired: isRequired(rule, key, facts.fields) })),
        unmet,
      }
    })
}

/** What the move's own dialog asks for is not missing beforehand. */
function isAskedFor(rule: RepairTransitionRule, key: string): boolean {
  return inputRule(rule, key) !== 'none'
}

function isRequired(rule: RepairTransitionRule, key: string, filled: ReadonlySet<string>): boolean {
  const isGuarded = rule.requiredFields.some((field) => field === key) && !filled.has(key)
  return inputRule(rule, key) === 'required' || isGuarded
}

/** Whether the viewer is of the party whose next step it is. */
function isOfParty({ catalog }: Services, viewer: Viewer, repair: Repair, party: MoveParty): boolean {
  const reads = (key: string) => canRead(viewer, catalog, 'repair', key)
  const isOffice = viewer.affiliation === 'OFFICE'
  const belongs: Record<MoveParty, boolean> = {
    SERVICE_CENTER:
      viewer.affiliation === 'SERVICE_CENTER' &&
      reads('serviceCenter') &&
      viewer.serviceCenterId === repair.serviceCenterId,
    TECH_EXPERT:
      isOffice &&
      (rowScope(viewer, 'repair', 'write') === 'ALL' ||
        (reads('techExpert') && repair.techExpertId === viewer.employeeId)),
    MANAGER: isOffice,
    SUPPLIER: false,
    CLIENT: false,
    NONE: false,
  }
  return belongs[party]
}
