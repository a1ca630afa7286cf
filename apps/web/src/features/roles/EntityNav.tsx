import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import TextField from '@mui/material/TextField'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { visuallyHidden } from '../../components/visually-hidden.ts'
import { type FieldEntity, isOpenTo } from './fields.ts'
import { type RoleDraft, useDraftValue } from './role-draft.ts'

export type EntityNavProps = {
  entities: readonly FieldEntity[]
  /** What the search has found; null while nothing is looked for. */
  found: readonly FieldEntity[] | null
  /** Null: all of them. */
  value: string | null
  onChange: (entity: string | null) => void
}

/** Entities with how much of each is open and what is undecided; a list of choice on a phone. */
export function EntityNav({ entities, found, value, onChange }: EntityNavProps) {
  const { t } = useTranslation('roles')
  const isKnown = value === null || entities.some(({ key }) => key === value)
  return (
    <>
      <TextField
        select
        label={t('fields.entity')}
        value={isKnown ? (value ?? '') : ''}
        onChange={(event) => onChange(event.target.value || null)}
        slotProps={{ select: { native: true } }}
        sx={{ display: { md: 'none' }, mx: 2, mb: 1.5, mt: 0.5 }}
      >
        {found && <option value="">{t('fields.allEntities')}</option>}
        {entities.map(({ key, name }) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </TextField>
      <Box
        component="nav"
        aria-label={t('fields.entities')}
        sx={{ display: { xs: 'none', md: 'block' }, position: 'sticky', top: 8 }}
      >
        {found && (
          <NavItem isCurrent={value === null} onClick={() => onChange(null)} name={t('fields.allEntities')}>
            {found.reduce((sum, { fields }) => sum + fields.length, 0)}
          </NavItem>
        )}
        {entities.map((entity) => (
          <EntityItem
            key={entity.key}
            entity={entity}
            foundCount={found && (found.find(({ key }) => key === entity.key)?.fields.length ?? 0)}
            isCurrent={value === entity.key}
            onChange={onChange}
          />
        ))}
      </Box>
    </>
  )
}

type EntityItemProps = {
  entity: FieldEntity
  foundCount: number | null
  isCurrent: boolean
  onChange: (entity: string | null) => void
}

function EntityItem({ entity, foundCount, isCurrent, onChange }: EntityItemProps) {
  const { t } = useTranslation('roles')
  const open = useDraftValue((draft) => count(draft, entity, (value) => isOpenTo(value) !== 'NONE'))
  const undecided = useDraftValue((draft) => count(draft, entity, (value) => value === null))
  const changed = useDraftValue((draft) => entity.fields.filter(({ rule }) => draft.changes().has(rule)).length)
  return (
    <NavItem
      isCurrent={isCurrent}
      onClick={() => onChange(entity.key)}
      name={entity.name}
      isDim={foundCount === 0}
      badge={
        undecided > 0 ? { text: String(undecided), label: t('fields.undecidedCount', { count: undecided }) } : null
      }
      changed={changed > 0 ? t('fields.changedCount', { count: changed }) : null}
    >
      {foundCount === null ? (
        <span title={t('fields.openOf', { open, total: entity.fields.length })}>
          {open}/{entity.fields.length}
        </span>
      ) : (
        foundCount
      )}
    </NavItem>
  )
}

function count(draft: RoleDraft, entity: FieldEntity, test: (value: string | null) => boolean): number {
  return entity.fields.filter(({ rule }) => test(draft.get(rule))).length
}

type NavItemProps = {
  name: string
  isCurrent: boolean
  isDim?: boolean
  badge?: { text: string; label: string } | null
  changed?: string | null
  onClick: () => void
  children: ReactNode
}

function NavItem({ name, isCurrent, isDim = false, badge, changed, onClick, children }: NavItemProps) {
  return (
    <ButtonBase
      aria-current={isCurrent ? 'true' : undefined}
      onClick={onClick}
      sx={{
        width: '100%',
        justifyContent: 'flex-start',
        gap: 0.75,
        px: 1.25,
        minHeight: 32,
        borderRadius: 1,
        typography: 'body2',
        textAlign: 'left',
        color: isDim ? 'text.secondary' : 'text.primary',
        fontWeight: isCurrent ? 500 : 400,
        bgcolor: isCurrent ? 'action.selected' : undefined,
        '&:hover': { bgcolor: isCurrent ? 'action.selected' : 'action.hover' },
        '&.Mui-focusVisible': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: -2 },
      }}
    >
      <Box
        component="span"
        sx={{ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
      >
        {name}
      </Box>
      {changed && (
        <Box
          component="span"
          title={changed}
          sx={{ width: 6, height: 6, borderRadius: '50%', bgcolor: 'primary.main' }}
        >
          <span style={visuallyHidden}>{changed}</span>
        </Box>
      )}
      {badge && (
        <Box
          component="span"
          title={badge.label}
          sx={{
            px: 0.75,
            borderRadius: '6px',
            typography: 'caption',
            fontWeight: 600,
            color: 'tone.waitingUs.main',
            bgcolor: 'tone.waitingUs.soft',
          }}
        >
          <span aria-hidden>{badge.text}</span>
          <span style={visuallyHidden}>{badge.label}</span>
        </Box>
      )}
      <Box component="span" sx={{ typography: 'caption', color: 'text.secondary' }}>
        {children}
      </Box>
    </ButtonBase>
  )
}
