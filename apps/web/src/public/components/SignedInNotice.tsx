/** @jsxImportSource preact */
import { useState } from 'preact/hooks'
import { execute, failureOf, type RequestError } from '../lib/client.ts'
import { t } from '../lib/i18n.ts'
import { endSessionDocument } from '../operations.ts'
import { FocusedTitle } from './FocusedTitle.tsx'

/** Whether the page is refused because an employee is signed in in this browser. */
export function isSignedIn({ code, details }: RequestError): boolean {
  return code === 'FORBIDDEN' && details.reason === 'SIGNED_IN'
}

/** Why an employee's browser does not open a client's page, with the ways on. */
export function SignedInNotice({ onSignedOut }: { onSignedOut(): void }) {
  const [failure, setFailure] = useState<RequestError | null>(null)
  const signOut = () =>
    execute(endSessionDocument, {}).then(onSignedOut, (thrown: unknown) => setFailure(failureOf(thrown)))
  return (
    <section class="nr-card">
      <div class="nr-title">
        <FocusedTitle>{t('problem.signedInTitle')}</FocusedTitle>
        <p class="nr-lead">{t('problem.SIGNED_IN')}</p>
      </div>
      {failure && <p role="alert">{t(failure.code === 'NETWORK' ? 'problem.NETWORK' : 'problem.OTHER')}</p>}
      <div class="nr-actions nr-actions-wide">
        <a class="nr-button nr-button-primary" href="/">
          {t('common.openApp')}
        </a>
        <button type="button" class="nr-button" onClick={() => void signOut()}>
          {t('common.signOut')}
        </button>
      </div>
    </section>
  )
}
