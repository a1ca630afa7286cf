import { useMutation, useQuery } from '@apollo/client/react'
import Link from '@mui/material/Link'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { SessionStep } from '../../gql/graphql.ts'
import { CodeStep } from './CodeStep.tsx'
import { LeaveStepDocument, SignInStepDocument } from './documents.ts'
import { PasswordStep } from './PasswordStep.tsx'
import { returnPath } from './return-path.ts'
import { SessionLayout } from './SessionLayout.tsx'
import { useEnter } from './use-enter.ts'

const Enrolment = lazy(async () => ({
  default: (await import('../../components/identity/Enrolment.tsx')).Enrolment,
}))

/** The password, then whatever else the session waits for; a reload comes back to the same step. */
export function Component() {
  const { t } = useTranslation('session')
  const [params] = useSearchParams()
  const enter = useEnter()
  const [taken, setTaken] = useState<{ next: SessionStep | null } | null>(null)
  const { data } = useQuery(SignInStepDocument, { fetchPolicy: 'no-cache', context: { isSigningIn: true } })
  const [leave] = useMutation(LeaveStepDocument, { context: { isSigningIn: true } })
  const [isExpired, setIsExpired] = useState(false)
  const step = taken ? taken.next : data?.signInStep

  const finish = () => void enter(returnPath(params.get('return')))
  const startAnew = (expired: boolean) => {
    setTaken({ next: null })
    setIsExpired(expired)
    // The half-open session ends by itself as well.
    leave().catch(() => undefined)
  }

  if (step === 'SECOND_FACTOR') {
    return <CodeStep onTaken={finish} onExpired={() => startAnew(true)} onLeave={() => startAnew(false)} />
  }
  if (step === 'ENROLMENT') {
    return (
      <SessionLayout title={t('enrolment.title')}>
        <Suspense>
          <Enrolment doneLabel={t('enrolment.done')} onDone={finish} onRefused={() => startAnew(true)}>
            <Link component="button" type="button" sx={{ alignSelf: 'flex-start' }} onClick={() => startAnew(false)}>
              {t('code.leave')}
            </Link>
          </Enrolment>
        </Suspense>
      </SessionLayout>
    )
  }
  const notice = params.has('reset') ? t('signIn.passwordChanged') : null
  return (
    <PasswordStep
      notice={isExpired ? t('code.expired') : notice}
      onTaken={(next) => {
        setIsExpired(false)
        if (next === null) finish()
        else setTaken({ next })
      }}
    />
  )
}
