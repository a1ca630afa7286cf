import { useQuery } from '@apollo/client/react'
import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import { useEffect, useEffectEvent, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { useAccessText } from '../../components/access/use-access-text.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { PageSkeleton } from '../../components/PageSkeleton.tsx'
import { BackLink } from '../../components/record/BackLink.tsx'
import { useSnackbar } from '../../components/snackbar.ts'
import { ActionsTab } from './ActionsTab.tsx'
import { CompareSelect } from './CompareSelect.tsx'
import { AccessCatalogDocument, RoleSettingsDocument } from './documents.ts'
import { FieldsTab } from './FieldsTab.tsx'
import { type AccessCatalog, fieldEntities, inOrder } from './fields.ts'
import { HistoryTab } from './HistoryTab.tsx'
import { NotificationsTab } from './NotificationsTab.tsx'
import { ProblemList } from './ProblemList.tsx'
import { RoleHeader } from './RoleHeader.tsx'
import { RoleTabs } from './RoleTabs.tsx'
import { RowsTab } from './RowsTab.tsx'
import { draftOf, forgetDraft, RoleDraftContext, useDraftValue, useRoleDraft } from './role-draft.ts'
import type { Role } from './rules.ts'
import { SecurityTab } from './SecurityTab.tsx'
import { UnsavedBar } from './UnsavedBar.tsx'
import { useRoleAddress } from './use-role-address.ts'
import { useSaveRole } from './use-save-role.ts'

/** /roles/:id */
export function Component() {
  const { id = '' } = useParams()
  return <RolePage key={id} id={id} />
}

function RolePage({ id }: { id: string }) {
  const { t } = useTranslation('roles')
  const roleQuery = useQuery(RoleSettingsDocument, { variables: { id } })
  const catalogQuery = useQuery(AccessCatalogDocument)
  const role = (roleQuery.data ?? roleQuery.previousData)?.roleSettings
  const loaded = (catalogQuery.data ?? catalogQuery.previousData)?.accessCatalog
  const catalog = useMemo(() => loaded && inOrder(loaded), [loaded])
  const error = roleQuery.error ?? catalogQuery.error
  if (role === null)
    return <EmptyState isPage title={t('notFound')} action={<BackLink to="/roles">{t('back')}</BackLink>} />
  if (role && catalog) return <RoleEditor role={role} catalog={catalog} />
  if (!error) return <PageSkeleton kind="tabs" />
  return (
    <ErrorState
      isPage
      error={error}
      onRetry={() => {
        void roleQuery.refetch()
        void catalogQuery.refetch()
      }}
    />
  )
}

type EditorProps = { role: Role; catalog: AccessCatalog }

/** The draft is there for as long as the tab is: leaving loses nothing, and says so. */
function RoleEditor({ role, catalog }: EditorProps) {
  const { t } = useTranslation('roles')
  const navigate = useNavigate()
  const { show } = useSnackbar()
  const draft = useMemo(() => draftOf(role), [role.id])

  useEffect(() => {
    // What somebody else has saved is taken over at once as long as nothing of one's own stands against it.
    if (role.version !== draft.role().version && draft.changes().size === 0) draft.rebase(role)
  }, [role, draft])

  const leave = useEffectEvent(() => {
    if (draft.changes().size === 0) return forgetDraft(draft.id)
    const path = `/roles/${draft.id}`
    show({
      text: t('left', { name: draft.role().name, count: draft.changes().size }),
      action: { label: t('return'), run: () => void navigate(path) },
    })
  })
  useEffect(() => () => leave(), [])

  return (
    <RoleDraftContext value={draft}>
      <Editor catalog={catalog} />
    </RoleDraftContext>
  )
}

function Editor({ catalog }: { catalog: AccessCatalog }) {
  const { t } = useTranslation('roles')
  const text = useAccessText()
  const draft = useRoleDraft()
  // The role itself changes with a save alone.
  useDraftValue((each) => each.saved())
  const role = draft.role()
  const [address, setAddress] = useRoleAddress(role.isAdmin)
  const entities = useMemo(
    () => fieldEntities(catalog, { ...text, identity: t('fields.identity') }),
    [catalog, text, t],
  )
  const compared = useCompared(address.compared)
  const saving = useSaveRole(draft)
  const { tab } = address
  const isComparable = !role.isAdmin && (tab === 'fields' || tab === 'actions' || tab === 'rows')

  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', minHeight: '100%' }}>
      <RoleHeader address={address} />
      {role.isAdmin && (
        <Alert severity="info" sx={{ mx: { xs: 2, md: 3 }, mb: 1 }}>
          {t('administrator')}
        </Alert>
      )}
      <ProblemList problems={role.problems} entities={entities} onAddress={setAddress} />
      <Box
        sx={{
          display: 'flex',
          flexDirection: { xs: 'column', md: 'row' },
          alignItems: { md: 'center' },
          borderBottom: { md: 1 },
          borderColor: { md: 'divider' },
        }}
      >
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <RoleTabs
            value={tab}
            isAdmin={role.isAdmin}
            onChange={(next) => setAddress({ tab: next, query: '', filter: null }, { isStep: true })}
          />
        </Box>
        {isComparable && (
          <Box sx={{ px: { xs: 2, md: 3 }, pt: { xs: 2, md: 0 } }}>
            <CompareSelect
              roleId={role.id}
              value={address.compared}
              onChange={(next) =>
                setAddress(
                  { compared: next, ...(address.filter === 'differs' && !next && { filter: null }) },
                  { isStep: true },
                )
              }
            />
          </Box>
        )}
      </Box>
      <Box id="role-panel" role="tabpanel" aria-labelledby={`role-tab-${tab}`} sx={{ pb: 3 }}>
        {tab === 'fields' && !role.isAdmin && (
          <FieldsTab entities={entities} compared={compared} address={address} onAddress={setAddress} />
        )}
        {tab === 'actions' && !role.isAdmin && (
          <ActionsTab
            catalog={catalog}
            compared={compared}
            query={address.query}
            onSearch={(query) => setAddress({ query })}
          />
        )}
        {tab === 'rows' && !role.isAdmin && <RowsTab catalog={catalog} compared={compared} focused={address.focus} />}
        {tab === 'notifications' && <NotificationsTab notifications={catalog.notifications} />}
        {tab === 'security' && <SecurityTab />}
        {tab === 'history' && <HistoryTab roleId={role.id} />}
      </Box>
      <UnsavedBar saving={saving} />
    </Box>
  )
}

/** The role to compare with; null while there is none. */
function useCompared(id: string | null): Role | null {
  const { data } = useQuery(RoleSettingsDocument, { variables: { id: id ?? '' }, skip: id === null })
  return (id && data?.roleSettings) || null
}
