import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import { useTranslation } from 'react-i18next'
import { useDraftValue } from './role-draft.ts'
import { type RoleTab, roleTabs } from './use-role-address.ts'

/** Which changes belong to which tab. */
const subjects: Readonly<Record<RoleTab, readonly string[]>> = {
  fields: ['field'],
  actions: ['action'],
  rows: ['scope'],
  notifications: ['notification'],
  security: ['requiresSecondFactor', 'sessionIdleMinutes', 'sessionMaxHours', 'ipRanges'],
  history: [],
}

/** An administrator's role has no rules about what it may: everything is open. */
const administratorTabs: ReadonlySet<RoleTab> = new Set(['notifications', 'security', 'history'])

export type RoleTabsProps = { value: RoleTab; isAdmin: boolean; onChange: (tab: RoleTab) => void }

export function RoleTabs({ value, isAdmin, onChange }: RoleTabsProps) {
  const { t } = useTranslation('roles')
  const shown = roleTabs.filter((tab) => !isAdmin || administratorTabs.has(tab))
  return (
    <Tabs
      value={shown.includes(value) ? value : false}
      onChange={(_event, next: RoleTab) => onChange(next)}
      variant="scrollable"
      scrollButtons={false}
      aria-label={t('tab.label')}
      sx={{ px: { xs: 1, md: 2 }, borderBottom: { xs: 1, md: 0 }, borderColor: { xs: 'divider', md: 'divider' } }}
    >
      {shown.map((tab) => (
        <Tab key={tab} value={tab} label={<TabLabel tab={tab} />} id={`role-tab-${tab}`} aria-controls="role-panel" />
      ))}
    </Tabs>
  )
}

function TabLabel({ tab }: { tab: RoleTab }) {
  const { t } = useTranslation('roles')
  const count = useDraftValue(
    (draft) => [...draft.changes().keys()].filter((key) => subjects[tab].includes(key.split(':')[0] ?? '')).length,
  )
  return (
    <span>
      {t(`tab.${tab}`)}
      {count > 0 && ` · ${count}`}
    </span>
  )
}
