import AddIcon from '@mui/icons-material/AddRounded'
import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import Link from '@mui/material/Link'
import Switch from '@mui/material/Switch'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link as RouterLink } from 'react-router'
import { lazyOverlay } from '../../components/lazy-overlay.tsx'
import { FieldGroup } from '../../components/record/FieldGroup.tsx'
import type { EmployeeCardFragment } from '../../gql/graphql.ts'
import { useSearchState } from '../../lib/search-state.ts'
import { useCan } from '../../lib/viewer.ts'
import { RemoveExceptionsDocument, SetExceptionsDocument } from './documents.ts'
import { ExceptionsTable } from './ExceptionsTable.tsx'
import { Term } from './Term.tsx'
import { useEmployeeChange } from './use-employee-change.ts'

const RoleDialog = lazyOverlay(() => import('./RoleDialog.tsx').then((module) => module.RoleDialog), {
  close: ({ onClose }) => onClose(),
})
const ExceptionDialog = lazyOverlay(() => import('./ExceptionDialog.tsx').then((module) => module.ExceptionDialog), {
  close: ({ onClose }) => onClose(),
})

/** What the employee may do: his role, and his own exceptions to it. */
export function AccessGroup({ card, isEditable }: { card: EmployeeCardFragment; isEditable: boolean }) {
  const { t } = useTranslation(['staff', 'access', 'fields'])
  const maySeeRoles = useCan('role.manage')
  const mayExplain = useCan('access.explain')
  const { run, isRunning } = useEmployeeChange()
  const [dialog, setDialog] = useSearchState('dialog')
  const close = () => setDialog(null)
  const role = card.employee?.role
  const place = card.employee?.serviceCenter ?? card.employee?.dealer

  const setExport = (isAllowed: boolean) => {
    const input = { actions: [{ action: 'records.export', isAllowed }] }
    void run(SetExceptionsDocument, { employeeId: card.id, input }, t(isAllowed ? 'export.on' : 'export.off'))
  }

  return (
    <FieldGroup
      name="employee.access"
      title={t('access.title')}
      action={
        mayExplain && (
          <Button size="small" component={RouterLink} to={`/access/explain?employee=${card.id}`}>
            {t('access:why.check')}
          </Button>
        )
      }
    >
      <Box sx={{ pl: 0.5, pb: 1 }}>
        <Term
          name={t('fields:employee.role')}
          action={
            isEditable && (
              <Button size="small" onClick={() => setDialog('role')}>
                {t('role.title')}
              </Button>
            )
          }
        >
          {role && maySeeRoles ? (
            <Link component={RouterLink} to={`/roles/${role.id}`}>
              {role.name}
            </Link>
          ) : (
            (role?.name ?? '—')
          )}
        </Term>
        {place && (
          <Term name={t(`place.${card.employee?.serviceCenter ? 'serviceCenter' : 'dealer'}`)}>{place.name}</Term>
        )}
        <Term name={t('export.title')}>
          <FormControlLabel
            control={
              <Switch
                size="small"
                checked={card.canExport ?? false}
                disabled={!isEditable || card.isAdmin || isRunning}
                onChange={(event) => setExport(event.target.checked)}
              />
            }
            label={t(card.isAdmin ? 'export.always' : card.canExport ? 'export.may' : 'export.mayNot')}
            sx={{ ml: -0.5, gap: 0.5 }}
          />
        </Term>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, mt: 1, minHeight: 32 }}>
          <Box component="h3" sx={{ m: 0, typography: 'subtitle2', flex: 1 }}>
            {t('exceptions.title')}
          </Box>
          {isEditable && (
            <Button size="small" startIcon={<AddIcon />} onClick={() => setDialog('exception')}>
              {t('exceptions.add')}
            </Button>
          )}
        </Box>
        {card.isAdmin && (
          <Alert severity="info" sx={{ my: 1 }}>
            {t('exceptions.administrator')}
          </Alert>
        )}
        <ExceptionsTable
          card={card}
          isDisabled={isRunning}
          onRemove={
            isEditable
              ? (input, name) =>
                  void run(RemoveExceptionsDocument, { employeeId: card.id, input }, t('exceptions.removed', { name }))
              : undefined
          }
        />
      </Box>
      {isEditable && (dialog === 'role' || dialog === 'exception') && (
        <Suspense>
          {dialog === 'role' ? (
            <RoleDialog card={card} onClose={close} />
          ) : (
            <ExceptionDialog card={card} onClose={close} />
          )}
        </Suspense>
      )}
    </FieldGroup>
  )
}
