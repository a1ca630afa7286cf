import Box from '@mui/material/Box'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import useMediaQuery from '@mui/material/useMediaQuery'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccessText } from '../../components/access/use-access-text.ts'
import type { Affiliation, RowScope } from '../../gql/graphql.ts'
import { ChangedDot } from './ActionsTab.tsx'
import type { AccessCatalog } from './fields.ts'
import { useRoleDraft, useRule } from './role-draft.ts'
import { type Role, type ScopeSide, scopeRule } from './rules.ts'
import { Surface } from './Surface.tsx'

export type RowsTabProps = { catalog: AccessCatalog; compared: Role | null; focused: string | null }

type Entity = AccessCatalog['entities'][number]

/** From the widest to none. */
const scopes: readonly RowScope[] = ['ALL', 'ORGANISATION', 'OWN', 'NONE']

/** Which records of each entity the role reaches, to read and to change. */
export function RowsTab({ catalog, compared, focused }: RowsTabProps) {
  const { t } = useTranslation('roles')
  const { affiliation } = useRoleDraft().role()
  const isPartner = affiliation !== 'OFFICE'
  const entities = catalog.entities.filter(({ hasScope }) => hasScope)
  return (
    <Box sx={{ px: { sm: 2, md: 3 }, py: 2, maxWidth: 1080 }}>
      <Typography color="textSecondary" sx={{ px: { xs: 2, sm: 0 }, mb: 1.5 }}>
        {t(isPartner ? 'rows.partner' : 'rows.office')}
        {isPartner && entities.some(({ isWalled }) => isWalled) && ` ${t('access:walled')}`}
      </Typography>
      <Surface label={t('tab.rows')}>
        <Box aria-hidden sx={{ ...rowLook, display: { xs: 'none', md: 'grid' }, bgcolor: 'background.default' }}>
          <span />
          <Typography variant="subtitle2">{t('rows.read')}</Typography>
          <Typography variant="subtitle2">{t('rows.write')}</Typography>
        </Box>
        {entities.map((entity) => (
          <ScopeRow
            key={entity.key}
            entity={entity}
            affiliation={affiliation}
            compared={compared}
            isFocused={focused === entity.key}
          />
        ))}
      </Surface>
      <Typography variant="body2" color="textSecondary" sx={{ px: { xs: 2, sm: 0 }, mt: 1.5 }}>
        {t('rows.derived')}
      </Typography>
    </Box>
  )
}

const rowLook = {
  display: 'grid',
  gridTemplateColumns: { xs: 'repeat(2, minmax(0, 1fr))', md: '200px 190px 190px minmax(0, 1fr)' },
  columnGap: 2,
  rowGap: 1.5,
  alignItems: 'center',
  px: 2,
  py: { xs: 1.5, md: 0.5 },
  borderBottom: 1,
  borderColor: 'divider',
  '&:last-of-type': { borderBottom: 0 },
} as const

type RowProps = { entity: Entity; affiliation: Affiliation; compared: Role | null; isFocused: boolean }

function ScopeRow({ entity, affiliation, compared, isFocused }: RowProps) {
  const { t } = useTranslation('roles')
  const text = useAccessText()
  const read = useRule(scopeRule(entity.key, 'read'))
  const write = useRule(scopeRule(entity.key, 'write'))
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isFocused) row.current?.scrollIntoView({ block: 'center' })
  }, [isFocused])
  const there = compared?.scopes.find((scope) => scope.entity === entity.key)
  const differs = there && (there.readScope !== read.value || there.writeScope !== write.value)
  const isWriteWider = scopes.indexOf(write.value as RowScope) < scopes.indexOf(read.value as RowScope)
  return (
    <Box
      ref={row}
      sx={{
        ...rowLook,
        bgcolor: isFocused ? 'tone.waitingUs.soft' : undefined,
      }}
    >
      <Box
        sx={{
          fontWeight: 500,
          gridColumn: { xs: '1 / -1', md: 'auto' },
          display: 'flex',
          gap: 1,
          alignItems: 'center',
        }}
      >
        {text.entity(entity.key)}
        {(read.isChanged || write.isChanged) && <ChangedDot />}
      </Box>
      <ScopeSelect entity={entity} side="read" value={read.value} affiliation={affiliation} />
      <ScopeSelect entity={entity} side="write" value={write.value} affiliation={affiliation} />
      <Box sx={{ typography: 'body2', color: 'text.secondary', gridColumn: { xs: '1 / -1', md: 'auto' } }}>
        {meaning(read.value, write.value, (scope) => text.scopeMeaning(entity.key, scope, affiliation))}
        {isWriteWider && (
          <Box component="div" role="alert" sx={{ color: 'tone.waitingUs.main' }}>
            {t('rows.unseen')}
          </Box>
        )}
        {differs && (
          <Box component="div" sx={{ color: 'text.primary' }}>
            ≠ {compared?.name}: {text.scopeLower(there.readScope)} / {text.scopeLower(there.writeScope)}
          </Box>
        )}
      </Box>
    </Box>
  )
}

/** What the narrower scopes mean here; «all» and «none» need no explanation. */
function meaning(read: string | null, write: string | null, words: (scope: RowScope) => string): string {
  const told = [...new Set([read, write])].filter((scope) => scope === 'OWN' || scope === 'ORGANISATION')
  return told.map((scope) => words(scope)).join('; ')
}

type SelectProps = { entity: Entity; side: ScopeSide; value: string | null; affiliation: Affiliation }

function ScopeSelect({ entity, side, value, affiliation }: SelectProps) {
  const { t } = useTranslation('roles')
  const text = useAccessText()
  const draft = useRoleDraft()
  // The head of the columns says it where there is one.
  const isLabelled = useMediaQuery((theme) => theme.breakpoints.down('md'))
  const isOffered = (scope: RowScope) => {
    if (scope === value) return true
    // The office's organisation is the whole company: one word for it is enough.
    if (affiliation === 'OFFICE') return scope !== 'ORGANISATION'
    return scope !== 'ALL' || !entity.isWalled
  }
  return (
    <TextField
      select
      label={isLabelled ? t(`rows.${side}`) : undefined}
      value={value ?? 'NONE'}
      onChange={(event) => draft.set(scopeRule(entity.key, side), event.target.value)}
      slotProps={{
        select: { native: true },
        htmlInput: { 'aria-label': `${text.entity(entity.key)}: ${t(`rows.${side}`)}` },
      }}
    >
      {scopes.filter(isOffered).map((scope) => (
        <option key={scope} value={scope}>
          {text.scope(scope)}
        </option>
      ))}
    </TextField>
  )
}
