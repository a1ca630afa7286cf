/** @jsxImportSource preact */
import { useCallback } from 'preact/hooks'
import { LinkProblem } from '../components/LinkProblem.tsx'
import { Page } from '../components/Page.tsx'
import { PageSkeleton } from '../components/PageSkeleton.tsx'
import { execute } from '../lib/client.ts'
import { t } from '../lib/i18n.ts'
import { navigate } from '../lib/navigation.ts'
import { browserStorage } from '../lib/storage.ts'
import { useLoaded } from '../lib/use-loaded.ts'
import { publicFormDocument } from '../operations.ts'
import { SENT } from './DonePage.tsx'
import { RequestForm } from './RequestForm.tsx'
import { hashAddress } from './step-address.ts'

/** /p/request */
export function RequestPage() {
  const load = useCallback(async () => (await execute(publicFormDocument, {})).publicForm, [])
  const [loaded, reload] = useLoaded(load)
  const form = loaded.status === 'READY' ? loaded.value : null
  return (
    <Page title={t('common.formTitle')} companyName={form?.companyName}>
      {loaded.status === 'LOADING' && <PageSkeleton heights={[72, 300, 420, 160]} />}
      {loaded.status === 'FAILED' && <LinkProblem failure={loaded.failure} onRetry={reload} />}
      {form && (
        <RequestForm
          form={form}
          address={hashAddress}
          onConsentChanged={reload}
          onSent={(sent) => {
            browserStorage.set(SENT, sent)
            navigate('/p/request/done')
          }}
        />
      )}
    </Page>
  )
}
