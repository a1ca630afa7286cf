import RolesIcon from '@mui/icons-material/AdminPanelSettingsOutlined'
import AssignmentIcon from '@mui/icons-material/AssignmentTurnedInOutlined'
import BuildIcon from '@mui/icons-material/BuildOutlined'
import EngineeringIcon from '@mui/icons-material/EngineeringOutlined'
import FactoryIcon from '@mui/icons-material/FactoryOutlined'
import GroupsIcon from '@mui/icons-material/GroupsOutlined'
import InboxIcon from '@mui/icons-material/InboxOutlined'
import KitchenIcon from '@mui/icons-material/KitchenOutlined'
import MailIcon from '@mui/icons-material/MailOutlined'
import PeopleIcon from '@mui/icons-material/PeopleAltOutlined'
import AuditIcon from '@mui/icons-material/PolicyOutlined'
import StorefrontIcon from '@mui/icons-material/StorefrontOutlined'
import type { SvgIconProps } from '@mui/material/SvgIcon'
import type { ComponentType } from 'react'
import { canDo, type Viewer } from '../lib/viewer.ts'

export type CounterKey = 'requests' | 'repairs' | 'myMove' | 'overdue' | 'notifications' | 'undecided'

export type Section = {
  /** Its name is `frame:section.<key>`. */
  key: string
  path: string
  /** Right to see it. */
  action: string
  icon: ComponentType<SvgIconProps>
  group: 'work' | 'records' | 'settings'
  /** What waits there for the viewer. */
  counter?: CounterKey
  /** What is late there. */
  lateCounter?: CounterKey
}

/** The menu, in its order; the first ones make the bar of a phone. */
export const sections: readonly Section[] = [
  {
    key: 'requests',
    path: '/requests',
    action: 'section.requests',
    icon: InboxIcon,
    group: 'work',
    counter: 'requests',
  },
  {
    key: 'repairs',
    path: '/repairs',
    action: 'section.repairs',
    icon: BuildIcon,
    group: 'work',
    counter: 'myMove',
    lateCounter: 'overdue',
  },
  { key: 'clients', path: '/clients', action: 'section.clients', icon: PeopleIcon, group: 'work' },
  { key: 'equipment', path: '/equipment', action: 'section.equipment', icon: KitchenIcon, group: 'work' },
  {
    key: 'serviceCenters',
    path: '/service-centers',
    action: 'section.partners',
    icon: EngineeringIcon,
    group: 'records',
  },
  { key: 'dealers', path: '/dealers', action: 'section.partners', icon: StorefrontIcon, group: 'records' },
  { key: 'manufacturers', path: '/manufacturers', action: 'section.partners', icon: FactoryIcon, group: 'records' },
  { key: 'staff', path: '/staff', action: 'section.staff', icon: GroupsIcon, group: 'settings' },
  {
    key: 'roles',
    path: '/roles',
    action: 'role.manage',
    icon: RolesIcon,
    group: 'settings',
    counter: 'undecided',
  },
  {
    key: 'assignmentRules',
    path: '/assignment-rules',
    action: 'section.settings',
    icon: AssignmentIcon,
    group: 'settings',
  },
  { key: 'messages', path: '/messages', action: 'section.messages', icon: MailIcon, group: 'settings' },
  { key: 'audit', path: '/audit', action: 'section.audit', icon: AuditIcon, group: 'settings' },
]

export function sectionsOf(viewer: Viewer): Section[] {
  return sections.filter((section) => canDo(viewer, section.action))
}
