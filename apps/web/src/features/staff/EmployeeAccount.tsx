import Box from '@mui/material/Box'
import { useTranslation } from 'react-i18next'
import { PageHeader } from '../../components/PageHeader.tsx'
import { ContactActions } from '../../components/record/ContactActions.tsx'
import { FieldGroups } from '../../components/record/FieldGroups.tsx'
import { RecordEditingProvider } from '../../components/record/RecordEditingProvider.tsx'
import { RecordSurface } from '../../components/record/RecordSurface.tsx'
import { ToneChip } from '../../components/ToneChip.tsx'
import type { EmployeeAccountFragment } from '../../gql/graphql.ts'

const unsaved = async () => ({ kind: 'failed' as const, problem: null })

/** A colleague as anybody with the list sees him: to be called and written to. */
export function EmployeeAccount({ account, listUrl }: { account: EmployeeAccountFragment; listUrl: string }) {
  const { t } = useTranslation('staff')
  return (
    <>
      <PageHeader
        title={account.name ?? t('untitled')}
        back={{ to: listUrl, label: t('back') }}
        chips={account.isActive === false && <ToneChip tone="waitingOther">{t('state.inactive')}</ToneChip>}
        actions={<ContactActions phone={account.phone} email={account.email} place={null} />}
      />
      <Box sx={{ px: { sm: 2, md: 3 }, pb: 3, maxWidth: 860 }}>
        <RecordSurface>
          <RecordEditingProvider entity="employee" record={account} isEditable={false} save={unsaved}>
            <FieldGroups groups={['main', 'contacts']} />
          </RecordEditingProvider>
        </RecordSurface>
      </Box>
    </>
  )
}
