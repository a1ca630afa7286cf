import { repairTransitionNames } from './repair-workflow.ts'
import { requestTransitionNames } from './request-workflow.ts'

/** Every action that a role can be given, as `<group>.<name>`: sections of the menu, mutations, transitions, settings. */
export const allActions: readonly string[] = [
  'section.requests',
  'section.repairs',
  'section.clients',
  'section.equipment',
  'section.partners',
  'section.staff',
  'section.messages',
  'section.settings',
  'section.audit',
  'serviceRequest.create',
  'serviceRequest.update',
  'repair.update',
  ...requestTransitionNames.map((name) => `serviceRequest.${name}` as const),
  ...repairTransitionNames.map((name) => `repair.${name}` as const),
  'document.attach',
  'document.remove',
  'feed.comment',
  'feed.lock',
  'feed.seeLocked',
  'client.update',
  'records.export',
  'role.manage',
  'staff.manage',
  'access.viewAs',
  'access.explain',
]
