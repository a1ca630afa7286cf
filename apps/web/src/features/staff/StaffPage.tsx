import AddIcon from '@mui/icons-material/PersonAddAltOutlined'
import Button from '@mui/material/Button'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { lazyOverlay } from '../../components/lazy-overlay.tsx'
import { useSearchState } from '../../lib/search-state.ts'
import { useCan } from '../../lib/viewer.ts'
import { employee } from '../../table/generated/employee.ts'
import { ListPage } from '../../table/ListPage.tsx'
import type { ListDefinition } from '../../table/list-definition.ts'

const InviteDialog = lazyOverlay(() => import('./InviteDialog.tsx').then((module) => module.InviteDialog), {
  close: ({ onClose }) => onClose(),
})

const definition: ListDefinition = {
  source: employee,
  columns: ['name', 'role', 'position', 'email', 'phone', 'serviceCenter', 'dealer', 'isActive', 'createdAt'],
  pinned: ['name'],
  sort: [{ field: 'name', isDescending: false }],
  views: ({ canFilter }) =>
    canFilter('isActive')
      ? [{ key: 'active', filter: { field: 'isActive', operator: 'EQUALS', values: ['true'] } }]
      : [],
  card: {
    title: ['name'],
    lines: [
      ['role', 'serviceCenter', 'dealer'],
      ['phone', 'email'],
    ],
  },
  empty: { text: 'staff' },
}

/** /staff; ?invite=1 asks whom to invite. */
export function Component() {
  const { t } = useTranslation('staff')
  const mayManage = useCan('staff.manage')
  const [invite, setInvite] = useSearchState('invite')
  if (!mayManage) return <ListPage definition={definition} />
  return (
    <>
      <ListPage
        definition={definition}
        action={
          <Button
            variant="outlined"
            startIcon={<AddIcon />}
            onClick={() => setInvite('1')}
            sx={{ flex: 'none', mr: 1, ml: 0.5 }}
          >
            {t('invite.button')}
          </Button>
        }
      />
      {invite && (
        <Suspense>
          <InviteDialog onClose={() => setInvite(null)} />
        </Suspense>
      )}
    </>
  )
}
