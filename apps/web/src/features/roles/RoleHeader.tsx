import EditIcon from '@mui/icons-material/EditOutlined'
import MoreIcon from '@mui/icons-material/MoreHorizRounded'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { ViewAsButton } from '../../components/access/ViewAsButton.tsx'
import { LazyMenu } from '../../components/LazyMenu.tsx'
import { lazyOverlay } from '../../components/lazy-overlay.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { ToneChip } from '../../components/ToneChip.tsx'
import { useCan } from '../../lib/viewer.ts'
import { useRoleDraft, useRule } from './role-draft.ts'
import { useDeleteRole } from './use-delete-role.ts'
import type { RoleAddress } from './use-role-address.ts'

const NewRoleDialog = lazyOverlay(() => import('./NewRoleDialog.tsx').then((module) => module.NewRoleDialog), {
  close: ({ onClose }) => onClose(),
})

/** The role's name, whom it is for, and what can be done with it as a whole. */
export function RoleHeader({ address }: { address: RoleAddress }) {
  const { t } = useTranslation(['roles', 'values', 'access'])
  const navigate = useNavigate()
  const draft = useRoleDraft()
  const role = draft.role()
  const name = useRule('name').value ?? ''
  const [isRenaming, setIsRenaming] = useState(false)
  const [isCopying, setIsCopying] = useState(false)
  const [menu, setMenu] = useState<HTMLElement | null>(null)
  const remove = useDeleteRole()
  const canExplain = useCan('access.explain')

  const explain = new URLSearchParams({ role: role.id, ...(address.entity && { entity: address.entity }) })
  return (
    <>
      <PageHeader
        title={name || role.name}
        back={{ to: '/roles', label: t('title') }}
        chips={
          <>
            <IconButton
              size="small"
              aria-label={t('rename')}
              title={t('rename')}
              onClick={() => setIsRenaming(!isRenaming)}
            >
              <EditIcon />
            </IconButton>
            <ToneChip tone="waitingOther">{t(`values:affiliation.${role.affiliation}`)}</ToneChip>
            <Box component="span" sx={{ typography: 'body2', color: 'text.secondary' }}>
              {t('employees', { count: role.employeeCount })}
            </Box>
          </>
        }
        actions={
          <>
            {!role.isAdmin && (
              <ViewAsButton as={{ kind: 'role', id: role.id, name: role.name, affiliation: role.affiliation }} />
            )}
            <IconButton
              aria-label={t('more')}
              aria-haspopup="menu"
              aria-expanded={menu !== null}
              onClick={(event) => setMenu(event.currentTarget)}
            >
              <MoreIcon />
            </IconButton>
          </>
        }
      />
      {isRenaming && (
        <Box sx={{ display: 'flex', gap: 1, px: { xs: 2, md: 3 }, pb: 1.5 }}>
          <TextField
            autoFocus
            label={t('name')}
            value={name}
            onChange={(event) => draft.set('name', event.target.value)}
            onKeyDown={(event) => (event.key === 'Enter' || event.key === 'Escape') && setIsRenaming(false)}
            slotProps={{ htmlInput: { maxLength: 100 } }}
            sx={{ width: 320, maxWidth: '100%' }}
          />
          <Button onClick={() => setIsRenaming(false)}>{t('ready')}</Button>
        </Box>
      )}
      <LazyMenu open={menu !== null} anchorEl={menu} onClose={() => setMenu(null)}>
        {canExplain && (
          <MenuItem component={Link} to={`/access/explain?${explain}`} onClick={() => setMenu(null)}>
            {t('access:why.check')}
          </MenuItem>
        )}
        <MenuItem
          onClick={() => {
            setMenu(null)
            setIsCopying(true)
          }}
        >
          {t('copy')}
        </MenuItem>
        {!role.isAdmin && (
          <MenuItem
            sx={{ color: 'error.main' }}
            onClick={() => {
              setMenu(null)
              void remove(role).then((isDone) => isDone && navigate('/roles'))
            }}
          >
            {t('delete')}
          </MenuItem>
        )}
      </LazyMenu>
      {isCopying && (
        <Suspense>
          <NewRoleDialog copyOf={role} onClose={() => setIsCopying(false)} />
        </Suspense>
      )}
    </>
  )
}
