import { useApolloClient } from '@apollo/client/react'
import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import { Suspense, useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useViewAs } from '../../components/access/use-view-as.tsx'
import { lazyOverlay } from '../../components/lazy-overlay.tsx'
import type { PageAction } from '../../components/PageActions.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { FieldGroups } from '../../components/record/FieldGroups.tsx'
import { RecordColumns } from '../../components/record/RecordColumns.tsx'
import { RecordEditingProvider } from '../../components/record/RecordEditingProvider.tsx'
import { useFieldSaving } from '../../components/record/use-field-saving.ts'
import { ToneChip } from '../../components/ToneChip.tsx'
import type { EmployeeAccountFragment, EmployeeCardFragment, EmployeePatch } from '../../gql/graphql.ts'
import { useEntity } from '../../lib/catalog.ts'
import { useSearchState } from '../../lib/search-state.ts'
import { useViewer } from '../../lib/viewer.ts'
import { AccessGroup } from './AccessGroup.tsx'
import { AddressGroup } from './AddressGroup.tsx'
import { ReactivateEmployeeDocument, UpdateEmployeeDocument } from './documents.ts'
import { HistoryGroup } from './HistoryGroup.tsx'
import { ManufacturersGroup } from './ManufacturersGroup.tsx'
import { SignInGroup } from './SignInGroup.tsx'
import { useEmployeeChange } from './use-employee-change.ts'
import { WorkGroup } from './WorkGroup.tsx'

const OffBoardingDialog = lazyOverlay(
  () => import('./OffBoardingDialog.tsx').then((module) => module.OffBoardingDialog),
  { close: ({ onClose }) => onClose() },
)

interface Props {
  card: EmployeeCardFragment
  listUrl: string
  reread: () => Promise<EmployeeAccountFragment | null>
}

/** Role, organisation and sign-in have their own places on the card. */
const elsewhere: ReadonlySet<string> = new Set(['role', 'serviceCenter', 'dealer'])

/** Everything that an administrator sets of an employee. */
export function EmployeeCard({ card, listUrl, reread }: Props) {
  const { t } = useTranslation('staff')
  const viewer = useViewer()
  const { run, isRunning } = useEmployeeChange()
  const [dialog, setDialog] = useSearchState('dialog')
  const account = card.employee
  const isEditable = !viewer.viewedBy && (viewer.isAdmin || !card.isAdmin)
  // one's own rights are an administrator's to change
  const mayChangeRights = isEditable && (viewer.isAdmin || !card.isSelf)
  const mayEnd = mayChangeRights && !card.isSelf
  const name = account?.name ?? t('untitled')
  const viewAs = useViewAs({ kind: 'employee', id: card.id, name })
  const menu: (PageAction | false | null)[] = [
    card.isActive && card.isWithinOwn && viewAs.action,
    mayEnd && card.isActive && { label: t('offBoarding.button'), isDangerous: true, run: () => setDialog('end') },
  ]

  return (
    <>
      <PageHeader
        title={name}
        back={{ to: listUrl, label: t('back') }}
        chips={<Chips card={card} />}
        actions={
          mayEnd &&
          !card.isActive && (
            <Button
              variant="contained"
              loading={isRunning}
              onClick={() => void run(ReactivateEmployeeDocument, { employeeId: card.id }, t('state.reactivated'))}
            >
              {t('state.reactivate')}
            </Button>
          )
        }
        menu={menu.filter((action) => !!action)}
      />
      {card.isActive && viewAs.dialog}
      <RecordColumns
        hasNarrowAside
        aside={
          <>
            {card.secondFactor && <SignInGroup card={card} secondFactor={card.secondFactor} isEditable={isEditable} />}
            <WorkGroup card={card} />
            {card.isWithinOwn && <HistoryGroup id={card.id} />}
          </>
        }
      >
        {account && <AccountFields account={account} isEditable={isEditable} reread={reread} />}
        {card.isWithinOwn ? (
          <>
            <AccessGroup card={card} isEditable={mayChangeRights} />
            <AddressGroup card={card} isEditable={mayChangeRights} />
          </>
        ) : (
          <Alert severity="info">{t('beyondOwn')}</Alert>
        )}
        {card.affiliation === 'OFFICE' && <ManufacturersGroup card={card} isEditable={isEditable} />}
      </RecordColumns>
      {dialog === 'end' && mayEnd && card.isActive && (
        <Suspense>
          <OffBoardingDialog card={card} onClose={() => setDialog(null)} />
        </Suspense>
      )}
    </>
  )
}

function Chips({ card }: { card: EmployeeCardFragment }) {
  const { t } = useTranslation('staff')
  const { isOn = false, isRequired = false } = card.secondFactor ?? {}
  return (
    <>
      {card.employee?.role?.name && <ToneChip tone="accent">{card.employee.role.name}</ToneChip>}
      {!card.isActive && <ToneChip tone="waitingOther">{t('state.inactive')}</ToneChip>}
      {card.isActive && card.hasPassword === false && <ToneChip tone="waitingUs">{t('state.invited')}</ToneChip>}
      {card.isActive && card.hasPassword && <ToneChip tone="onTrack">{t('state.active')}</ToneChip>}
      {isOn && <ToneChip tone="onTrack">{t('secondFactor.on')}</ToneChip>}
      {!isOn && isRequired && <ToneChip tone="waitingUs">{t('secondFactor.missing')}</ToneChip>}
    </>
  )
}

interface FieldsProps {
  account: EmployeeAccountFragment
  isEditable: boolean
  reread: Props['reread']
}

function AccountFields({ account, isEditable, reread }: FieldsProps) {
  const client = useApolloClient()
  const entity = useEntity('employee')
  const write = useCallback(
    async (patch: object, expected: object) => {
      await client.mutate({
        mutation: UpdateEmployeeDocument,
        // Keys and values come out of the catalog, which is read off the very input type.
        variables: { id: account.id, patch: patch as EmployeePatch, expected: expected as EmployeePatch },
        refetchQueries: ['EmployeeHistory'],
      })
    },
    [client, account.id],
  )
  const save = useFieldSaving({ entity, record: account, write, reread })
  return (
    <RecordEditingProvider entity="employee" record={account} isEditable={isEditable} save={save}>
      <FieldGroups groups={['main', 'contacts']} omit={elsewhere} />
    </RecordEditingProvider>
  )
}
