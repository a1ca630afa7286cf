import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import { Suspense, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useViewAs } from '../../components/access/use-view-as.tsx'
import { lazyOverlay } from '../../components/lazy-overlay.tsx'
import type { PageAction } from '../../components/PageActions.tsx'
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
  const remove = useDeleteRole()
  const canExplain = useCan('access.explain')
  const viewAs = useViewAs({ kind: 'role', id: role.id, name: role.name, affiliation: role.affiliation })

  const explain = new URLSearchParams({ role: role.id, ...(address.entity && { entity: address.entity }) })
  const menu: (PageAction | false | null)[] = [
    !role.isAdmin && viewAs.action,
    { label: t('rename'), isInMenu: true, run: () => setIsRenaming(true) },
    canExplain && { label: t('access:why.check'), isInMenu: true, to: `/access/explain?${explain}` },
    !role.isAdmin && { label: t('copy'), isInMenu: true, run: () => setIsCopying(true) },
    !role.isAdmin && {
      label: t('delete'),
      isInMenu: true,
      isDangerous: true,
      run: () => void remove(role).then((isDone) => isDone && navigate('/roles')),
    },
  ]
  return (
    <>
      <PageHeader
        title={name || role.name}
        back={{ to: '/roles', label: t('title') }}
        chips={
          <>
            <ToneChip tone="waitingOther">{t(`values:affiliation.${role.affiliation}`)}</ToneChip>
            <Box component="span" sx={{ typography: 'body2', color: 'text.secondary' }}>
              {t('employees', { count: role.employeeCount })}
            </Box>
          </>
        }
        menu={menu.filter((action) => !!action)}
      />
      {!role.isAdmin && viewAs.dialog}
      {isRenaming && <NameField onDone={() => setIsRenaming(false)} />}
      {isCopying && (
        <Suspense>
          <NewRoleDialog copyOf={role} onClose={() => setIsCopying(false)} />
        </Suspense>
      )}
    </>
  )
}

/** The name is part of the draft: it is saved with everything else. */
function NameField({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('roles')
  const draft = useRoleDraft()
  const { value } = useRule('name')
  const input = useRef<HTMLInputElement>(null)
  // after the menu that it was asked for in has given the focus back
  useEffect(() => input.current?.select(), [])
  return (
    <Box sx={{ display: 'flex', gap: 1, px: { xs: 2, md: 3 }, pt: 1, pb: 1.5 }}>
      <TextField
        inputRef={input}
        label={t('name')}
        value={value ?? ''}
        onChange={(event) => draft.set('name', event.target.value)}
        onKeyDown={(event) => (event.key === 'Enter' || event.key === 'Escape') && onDone()}
        slotProps={{ htmlInput: { maxLength: 100 } }}
        sx={{ width: 320, maxWidth: '100%' }}
      />
      <Button onClick={onDone}>{t('ready')}</Button>
    </Box>
  )
}
