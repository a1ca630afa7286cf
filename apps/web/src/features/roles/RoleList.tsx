import MoreIcon from '@mui/icons-material/MoreHorizRounded'
import Box from '@mui/material/Box'
import IconButton from '@mui/material/IconButton'
import Link from '@mui/material/Link'
import MenuItem from '@mui/material/MenuItem'
import { styled } from '@mui/material/styles'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link as RouterLink } from 'react-router'
import { DateText } from '../../components/DateText.tsx'
import { LazyMenu } from '../../components/LazyMenu.tsx'
import { ToneChip } from '../../components/ToneChip.tsx'
import type { RoleSummariesQuery } from '../../gql/graphql.ts'
import { useDeleteRole } from './use-delete-role.ts'

type Summary = RoleSummariesQuery['roleSummaries'][number]

export type RoleListProps = { roles: readonly Summary[]; onCopy: (role: Summary) => void }

export function RoleList({ roles, onCopy }: RoleListProps) {
  const { t } = useTranslation(['roles', 'values'])
  const remove = useDeleteRole()
  const [menu, setMenu] = useState<{ anchor: HTMLElement; role: Summary } | null>(null)
  return (
    <>
      <RoleTable>
        <thead>
          <tr>
            <th scope="col">{t('column.role')}</th>
            <th scope="col">{t('column.affiliation')}</th>
            <th scope="col" className="number">
              {t('column.employees')}
            </th>
            <th scope="col">{t('column.secondFactor')}</th>
            <th scope="col">{t('column.changed')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {roles.map((role) => (
            <tr key={role.id}>
              <th scope="row">
                <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1, rowGap: 0.5 }}>
                  <Link component={RouterLink} to={`/roles/${role.id}`} color="textPrimary" sx={{ fontWeight: 500 }}>
                    {role.name}
                  </Link>
                  {role.isAdmin && <ToneChip tone="accent">{t('everything')}</ToneChip>}
                  {role.undecidedCount > 0 && (
                    <Link
                      component={RouterLink}
                      to={`/roles/${role.id}?tab=fields&show=undecided`}
                      underline="none"
                      sx={{ display: 'inline-flex' }}
                    >
                      <ToneChip tone="waitingUs">{t('undecided.chip', { count: role.undecidedCount })}</ToneChip>
                    </Link>
                  )}
                  {role.problemCount > 0 && (
                    <Link
                      component={RouterLink}
                      to={`/roles/${role.id}`}
                      underline="none"
                      sx={{ display: 'inline-flex' }}
                    >
                      <ToneChip tone="overdue">{t('problems.chip', { count: role.problemCount })}</ToneChip>
                    </Link>
                  )}
                </Box>
              </th>
              <td data-label={t('column.affiliation')}>{t(`values:affiliation.${role.affiliation}`)}</td>
              <td data-label={t('column.employees')} className="number">
                {role.employeeCount}
              </td>
              <td data-label={t('column.secondFactor')}>{t(role.requiresSecondFactor ? 'required' : 'optional')}</td>
              <td data-label={t('column.changed')}>
                {role.changedAt ? <DateText value={role.changedAt} /> : t('neverChanged')}
              </td>
              <td className="menu">
                <IconButton
                  size="small"
                  aria-label={t('moreOf', { name: role.name })}
                  aria-haspopup="menu"
                  onClick={(event) => setMenu({ anchor: event.currentTarget, role })}
                >
                  <MoreIcon />
                </IconButton>
              </td>
            </tr>
          ))}
        </tbody>
      </RoleTable>
      <LazyMenu open={menu !== null} anchorEl={menu?.anchor ?? null} onClose={() => setMenu(null)}>
        {menu && !menu.role.isAdmin && (
          <MenuItem
            onClick={() => {
              setMenu(null)
              onCopy(menu.role)
            }}
          >
            {t('copy')}
          </MenuItem>
        )}
        {menu && (
          <MenuItem component={RouterLink} to={`/roles/${menu.role.id}?tab=history`} onClick={() => setMenu(null)}>
            {t('tab.history')}
          </MenuItem>
        )}
        {menu && !menu.role.isAdmin && (
          <MenuItem
            sx={{ color: 'error.main' }}
            onClick={() => {
              setMenu(null)
              void remove(menu.role)
            }}
          >
            {t('delete')}
          </MenuItem>
        )}
      </LazyMenu>
    </>
  )
}

/** On a phone every role is a block of its own. */
const RoleTable = styled('table')(({ theme }) => ({
  width: '100%',
  borderCollapse: 'collapse',
  fontSize: 13,
  lineHeight: '18px',
  backgroundColor: theme.vars.palette.background.paper,
  borderBlock: `1px solid ${theme.vars.palette.divider}`,
  '& th, & td': { padding: '7px 12px', textAlign: 'left', fontWeight: 400, whiteSpace: 'nowrap' },
  '& th:first-of-type': { paddingLeft: 24, whiteSpace: 'normal', width: '40%' },
  '& thead th': { color: theme.vars.palette.text.secondary, fontWeight: 500 },
  '& tbody tr': { borderTop: `1px solid ${theme.vars.palette.divider}` },
  '& tbody tr:hover': { backgroundColor: theme.vars.palette.action.hover },
  '& .number': { textAlign: 'right', paddingRight: 40 },
  '& .menu': { textAlign: 'right', paddingRight: 16 },
  [theme.breakpoints.down('sm')]: {
    '& thead': { display: 'none' },
    '&, & tbody, & tr, & th, & td': { display: 'block' },
    '& tbody tr': { position: 'relative', padding: '10px 56px 10px 16px' },
    '& th, & td': { padding: '1px 0' },
    '& th:first-of-type': { padding: '4px 0', width: 'auto', fontSize: 14 },
    '& .number': { textAlign: 'left', paddingRight: 0 },
    '& td[data-label]::before': {
      content: 'attr(data-label) ": "',
      color: theme.vars.palette.text.secondary,
    },
    '& .menu': { position: 'absolute', top: 4, right: 4, padding: 0 },
  },
}))
