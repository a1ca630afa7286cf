import i18next from 'i18next'
import type { ComponentType } from 'react'
import { matchPath } from 'react-router'
import { warmLater } from '../components/lazy-overlay.tsx'
import type { PageKind } from '../components/PageSkeleton.tsx'

export type Page = {
  path: string
  /** Module under features/ that exports `Component`. */
  file: string
  /** What it looks like while it loads. */
  kind: PageKind
  /** Right to see it; absent for what everybody who is signed in has. */
  action?: string
  /** Texts it needs besides those of the frame. */
  namespaces?: readonly string[]
}

const cardTexts = ['record', 'requests', 'repairs', 'feed', 'documents', 'clients', 'table']

const staffTexts = ['staff', 'access', 'record', 'table', 'profile']
const roleTexts = ['roles', 'access', 'table', 'record']

/** Pages inside the frame. Each is a chunk of its own. */
export const pages: readonly Page[] = [
  { path: '/requests', file: 'requests/RequestsPage', kind: 'list', action: 'section.requests', namespaces: ['table'] },
  {
    path: '/requests/new',
    file: 'requests/NewRequestPage',
    kind: 'form',
    action: 'serviceRequest.create',
    namespaces: cardTexts,
  },
  {
    path: '/requests/:number',
    file: 'requests/RequestPage',
    kind: 'card',
    action: 'section.requests',
    namespaces: cardTexts,
  },
  { path: '/repairs', file: 'repairs/RepairsPage', kind: 'list', action: 'section.repairs', namespaces: ['table'] },
  {
    path: '/repairs/:number',
    file: 'repairs/RepairPage',
    kind: 'card',
    action: 'section.repairs',
    namespaces: cardTexts,
  },
  { path: '/clients', file: 'clients/ClientsPage', kind: 'list', action: 'section.clients', namespaces: ['table'] },
  { path: '/clients/:id', file: 'clients/ClientPage', kind: 'card', action: 'section.clients', namespaces: cardTexts },
  {
    path: '/equipment',
    file: 'equipment/EquipmentListPage',
    kind: 'list',
    action: 'section.equipment',
    namespaces: ['table'],
  },
  {
    path: '/equipment/:id',
    file: 'equipment/EquipmentPage',
    kind: 'card',
    action: 'section.equipment',
    namespaces: cardTexts,
  },
  {
    path: '/service-centers',
    file: 'partners/ServiceCentersPage',
    kind: 'list',
    action: 'section.partners',
    namespaces: ['table'],
  },
  { path: '/dealers', file: 'partners/DealersPage', kind: 'list', action: 'section.partners', namespaces: ['table'] },
  {
    path: '/manufacturers',
    file: 'manufacturers/ManufacturersPage',
    kind: 'list',
    action: 'section.partners',
    namespaces: ['table'],
  },
  { path: '/staff', file: 'staff/StaffPage', kind: 'list', action: 'section.staff', namespaces: ['table', 'staff'] },
  { path: '/staff/:id', file: 'staff/EmployeePage', kind: 'card', action: 'section.staff', namespaces: staffTexts },
  { path: '/roles', file: 'roles/RolesPage', kind: 'list', action: 'role.manage', namespaces: roleTexts },
  { path: '/roles/:id', file: 'roles/RolePage', kind: 'tabs', action: 'role.manage', namespaces: roleTexts },
  {
    path: '/access/explain',
    file: 'access/ExplainPage',
    kind: 'form',
    action: 'access.explain',
    namespaces: ['access'],
  },
  {
    path: '/assignment-rules',
    file: 'assignment/AssignmentRulesPage',
    kind: 'list',
    action: 'section.settings',
    namespaces: ['table'],
  },
  { path: '/messages', file: 'messages/MessagesPage', kind: 'list', action: 'section.messages', namespaces: ['table'] },
  {
    path: '/messages/:id',
    file: 'messages/MessagePage',
    kind: 'card',
    action: 'section.messages',
    namespaces: ['table', 'record'],
  },
  { path: '/audit', file: 'audit/AuditPage', kind: 'list', action: 'section.audit', namespaces: ['table'] },
  {
    path: '/audit/:id',
    file: 'audit/AuditEntryPage',
    kind: 'terms',
    action: 'section.audit',
    namespaces: ['audit', 'access', 'table', 'record'],
  },
  { path: '/profile', file: 'profile/ProfilePage', kind: 'form', namespaces: ['profile', 'identity'] },
  { path: '/notifications', file: 'notifications/NotificationsPage', kind: 'list' },
]

/** Pages for whoever is not signed in. */
export const sessionPages: readonly Page[] = [
  { path: '/sign-in', file: 'session/SignInPage', kind: 'form', namespaces: ['session', 'identity'] },
  { path: '/forgot', file: 'session/ForgotPage', kind: 'form', namespaces: ['session'] },
  { path: '/reset/:token', file: 'session/ResetPage', kind: 'form', namespaces: ['session', 'identity'] },
  { path: '/invite/:token', file: 'session/InvitePage', kind: 'form', namespaces: ['session', 'identity'] },
]

export type PageModule = { Component: ComponentType }

/** What people open first. The list of all the others is not carried to the first screen. */
const firstModules = import.meta.glob<PageModule>([
  '../features/repairs/RepairsPage.tsx',
  '../features/requests/RequestsPage.tsx',
  '../features/session/*Page.tsx',
])
const otherModules = () => import('./page-modules.ts').then(({ modules }) => modules)
warmLater(otherModules)

async function loadModule(file: string): Promise<PageModule | null> {
  const path = `../features/${file}.tsx`
  const load = firstModules[path] ?? (await otherModules())[path]
  return load ? load() : null
}

const loading = new Map<string, Promise<PageModule | null>>()

/** Code and texts of the page; null when there is no such module. */
export function loadPage(page: Page): Promise<PageModule | null> {
  const started = loading.get(page.file)
  if (started) return started
  const promise = Promise.all([loadModule(page.file), i18next.loadNamespaces([...(page.namespaces ?? [])])]).then(
    ([module]) => module,
  )
  loading.set(page.file, promise)
  // A failure (no network) is not for ever.
  promise.catch(() => loading.delete(page.file))
  return promise
}

/** Starts to load the page at the address: the one asked for, or the one that the pointer rests on. */
export function preloadPage(path: string): void {
  const page = pages.find((each) => matchPath(each.path, path))
  // What fails here fails again, and is shown, when the page is opened.
  if (page) loadPage(page).catch(() => undefined)
}
