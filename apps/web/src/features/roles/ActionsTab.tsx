import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import { memo, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccessText } from '../../components/access/use-access-text.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { SearchBox } from '../../table/SearchBox.tsx'
import type { AccessCatalog } from './fields.ts'
import { useDraftValue, useRoleDraft, useRule } from './role-draft.ts'
import { actionRule, type Role } from './rules.ts'
import { Surface } from './Surface.tsx'

export type ActionsTabProps = {
  catalog: AccessCatalog
  compared: Role | null
  query: string
  onSearch: (query: string) => void
}

/** What the role may do: sections of the menu first, then actions in their groups. */
export function ActionsTab({ catalog, compared, query, onSearch }: ActionsTabProps) {
  const { t } = useTranslation('roles')
  const text = useAccessText()
  const needle = query.toLocaleLowerCase()
  const groups = useMemo(
    () =>
      catalog.actions
        .map(({ key, actions }) => ({
          key,
          actions: actions.filter((action) => `${action} ${text.action(action)}`.toLocaleLowerCase().includes(needle)),
        }))
        .filter(({ actions }) => actions.length > 0)
        .sort((a, b) => Number(b.key === 'section') - Number(a.key === 'section')),
    [catalog, needle, text],
  )
  return (
    <>
      <Box role="search" sx={{ px: { xs: 2, md: 3 }, py: 1.5 }}>
        <SearchBox value={query} onChange={onSearch} />
      </Box>
      <Box
        sx={{
          columnCount: { md: 2, xl: 3 },
          columnGap: 2,
          px: { sm: 2, md: 3 },
          '& > section': { breakInside: 'avoid', mb: 2 },
        }}
      >
        {groups.map(({ key, actions }) => (
          <ActionGroup key={key} name={text.actionGroup(key)} actions={actions} compared={compared} />
        ))}
      </Box>
      {groups.length === 0 && <EmptyState title={t('actions.nothing')} />}
    </>
  )
}

type GroupProps = { name: string; actions: readonly string[]; compared: Role | null }

function ActionGroup({ name, actions, compared }: GroupProps) {
  const { t } = useTranslation('roles')
  const draft = useRoleDraft()
  const allowed = useDraftValue((each) => actions.filter((action) => each.get(actionRule(action)) === 'true').length)
  const isAll = allowed === actions.length
  return (
    <Surface label={name}>
      <Box
        component="label"
        sx={{ display: 'flex', alignItems: 'center', gap: 1, px: 1.5, minHeight: 40, cursor: 'pointer' }}
      >
        <Checkbox
          size="small"
          checked={isAll}
          indeterminate={allowed > 0 && !isAll}
          onChange={() => draft.setMany(actions.map((action) => [actionRule(action), String(!isAll)]))}
          slotProps={{ input: { 'aria-label': t('actions.whole', { name }) } }}
        />
        <Box component="span" sx={{ typography: 'h3', flex: 1 }}>
          {name}
        </Box>
        <Box component="span" sx={{ typography: 'caption', color: 'text.secondary' }}>
          {allowed}/{actions.length}
        </Box>
      </Box>
      {actions.map((action) => (
        <ActionRow key={action} action={action} compared={compared} />
      ))}
    </Surface>
  )
}

const ActionRow = memo(function ActionRow({ action, compared }: { action: string; compared: Role | null }) {
  const { t } = useTranslation('roles')
  const text = useAccessText()
  const draft = useRoleDraft()
  const { value, isChanged } = useRule(actionRule(action))
  const isAllowed = value === 'true'
  const isAllowedThere = compared?.actions.includes(action) ?? isAllowed
  return (
    <Box
      component="label"
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 1,
        px: 1.5,
        minHeight: { xs: 44, sm: 32 },
        borderTop: 1,
        borderColor: 'divider',
        typography: 'body2',
        cursor: 'pointer',
        fontWeight: isChanged ? 500 : 400,
        '&:hover': { bgcolor: 'action.hover' },
      }}
    >
      <Checkbox
        size="small"
        checked={isAllowed}
        onChange={(event) => draft.set(actionRule(action), String(event.target.checked))}
      />
      <Box component="span" sx={{ flex: 1 }} title={action}>
        {text.action(action)}
      </Box>
      {isAllowed !== isAllowedThere && (
        <Box component="span" sx={{ typography: 'caption', color: 'text.secondary' }}>
          ≠ {compared?.name}: {t(isAllowedThere ? 'compare.allowed' : 'compare.denied')}
        </Box>
      )}
      {isChanged && <ChangedDot />}
    </Box>
  )
})

/** Not saved yet. */
export function ChangedDot() {
  const { t } = useTranslation('roles')
  return (
    <Box
      component="span"
      role="img"
      aria-label={t('changed')}
      title={t('changed')}
      sx={{ flex: 'none', width: 8, height: 8, borderRadius: '50%', bgcolor: 'primary.main' }}
    />
  )
}
