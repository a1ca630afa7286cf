import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/EmptyState.tsx'
import { SearchBox } from '../../table/SearchBox.tsx'
import { EntityNav } from './EntityNav.tsx'
import { FieldGroupRows, TakeButton, WholeSwitch } from './FieldGroupRows.tsx'
import { FieldTable } from './FieldTable.tsx'
import { FilterChip } from './FilterChip.tsx'
import { type FieldEntity, findFields } from './fields.ts'
import { useDraftValue } from './role-draft.ts'
import { type Role, type Rules, rulesOf } from './rules.ts'
import { type ChangeAddress, fieldFilters, type RoleAddress } from './use-role-address.ts'

export type FieldsTabProps = {
  entities: readonly FieldEntity[]
  compared: Role | null
  address: RoleAddress
  onAddress: ChangeAddress
}

const noChanges: Rules = new Map()

/** What of every field the role has. */
export function FieldsTab({ entities, compared, address, onAddress }: FieldsTabProps) {
  const { t } = useTranslation('roles')
  const other = useMemo(() => compared && rulesOf(compared), [compared])
  const isSearching = address.query !== '' || address.filter !== null
  const entity = address.entity ?? (isSearching ? null : (entities[0]?.key ?? null))
  // Only that filter follows every press.
  const changes = useDraftValue((each) => (address.filter === 'changed' ? each.changes() : noChanges))
  const saved = useDraftValue((each) => each.saved())
  const everywhere = useMemo(
    () =>
      findFields(entities, { entity: null, query: address.query, filter: address.filter }, { saved, changes, other }),
    [entities, address.query, address.filter, saved, changes, other],
  )
  const shown = entity === null ? everywhere : everywhere.filter(({ key }) => key === entity)
  const search = (query: string) => onAddress({ query, ...(query && !address.query && { entity: null }) })

  return (
    <>
      <Box
        sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, px: { xs: 2, md: 3 }, py: 1.5 }}
        role="search"
      >
        <SearchBox value={address.query} onChange={search} />
        <Box
          sx={{
            display: 'flex',
            gap: 1,
            overflowX: 'auto',
            scrollbarWidth: 'none',
            mx: { xs: -2, sm: 0 },
            px: { xs: 2, sm: 0 },
          }}
        >
          {fieldFilters
            .filter((filter) => filter !== 'differs' || compared)
            .map((filter) => (
              <FilterChip
                key={filter}
                isOn={address.filter === filter}
                onToggle={(isOn) => onAddress({ filter: isOn ? filter : null, entity: null }, { isStep: true })}
              >
                {t(`filter.${filter}`)}
              </FilterChip>
            ))}
        </Box>
        {compared && other && (
          <Box sx={{ ml: 'auto' }}>
            <TakeButton
              fields={entities.flatMap(({ fields }) => fields)}
              other={other}
              label={t('compare.takeAll', { role: compared.name })}
            />
          </Box>
        )}
      </Box>
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: '220px minmax(0, 1fr)' },
          alignItems: 'start',
          px: { md: 3 },
          gap: { xs: 0, md: 2 },
        }}
      >
        <EntityNav
          entities={entities}
          found={isSearching ? everywhere : null}
          value={entity}
          onChange={(next) => onAddress({ entity: next }, { isStep: true })}
        />
        <FieldTable
          data-compared={compared ? '' : undefined}
          sx={{
            bgcolor: 'background.paper',
            borderTop: 1,
            border: { md: 1 },
            borderColor: { xs: 'divider', md: 'divider' },
            borderRadius: { md: 1 },
            overflow: 'hidden',
          }}
        >
          {shown.map((each) => (
            <section key={each.key} aria-label={each.name}>
              <Box
                component="header"
                className="head"
                sx={{ '&.head': { bgcolor: 'background.paper', minHeight: 44 } }}
              >
                <Box component="h2" sx={{ m: 0, typography: 'h2', gridColumn: { md: 'span 2' } }}>
                  {each.name}
                </Box>
                <WholeSwitch name={each.name} fields={each.fields} />
                {other && <TakeButton fields={each.fields} other={other} />}
              </Box>
              {each.groups.map((group) => (
                <FieldGroupRows
                  key={group.key}
                  entityName={each.name}
                  group={group}
                  other={other}
                  focus={address.focus}
                />
              ))}
            </section>
          ))}
          {shown.length === 0 && (
            <EmptyState
              title={t(address.filter && !address.query ? `filter.none.${address.filter}` : 'fields.nothing')}
              action={
                <Button variant="outlined" onClick={() => onAddress({ query: '', filter: null })}>
                  {t('fields.showAll')}
                </Button>
              }
            />
          )}
        </FieldTable>
      </Box>
      <Box
        sx={{
          px: { xs: 2, md: 3 },
          py: 1,
          typography: 'caption',
          color: 'text.secondary',
          display: { xs: 'none', md: 'block' },
        }}
      >
        {t('fields.keys')}
      </Box>
    </>
  )
}
