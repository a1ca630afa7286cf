import { useMutation } from '@apollo/client/react'
import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { type FormEvent, type ReactNode, useEffect, useEffectEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { isFailure } from '../../lib/errors.ts'
import { CodeField } from './CodeField.tsx'
import { codeErrorText } from './code-error.ts'
import { FinishEnrolmentDocument, StartEnrolmentDocument } from './documents.ts'
import { QrCode } from './QrCode.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'

export type EnrolmentProps = {
  doneLabel: string
  /** The second factor is on, and the recovery codes are kept. */
  onDone: () => void
  /** Whoever sits here may not go on: the session's time is over, or he did not say who he is. */
  onRefused: () => void
  /** A way out, for as long as nothing is on. */
  children?: ReactNode
}

// The page itself knows what an ended session means here.
const options = { context: { isSigningIn: true } }

/** Sets a second factor up: the secret for the app, its first code, the recovery codes. */
export function Enrolment({ doneLabel, onDone, onRefused, children }: EnrolmentProps) {
  const { t } = useTranslation('identity')
  const [start, { data, error: startError }] = useMutation(StartEnrolmentDocument, options)
  const [finish, { data: finished, error, loading }] = useMutation(FinishEnrolmentDocument, options)
  const codeField = useRef<HTMLInputElement>(null)
  const isRefused = (failure: unknown) => isFailure(failure, 'UNAUTHENTICATED') || isFailure(failure, 'SUDO_REQUIRED')

  const begin = useEffectEvent(() => {
    start().catch((failure: unknown) => {
      if (isRefused(failure)) onRefused()
    })
  })
  useEffect(() => begin(), [])

  const send = async (code: string) => {
    try {
      await finish({ variables: { code } })
    } catch (failure) {
      if (isRefused(failure)) onRefused()
      codeField.current?.select()
    }
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!loading) void send(String(new FormData(event.currentTarget).get('code')))
  }

  const codes = finished?.finishEnrolment.recoveryCodes
  if (codes) return <RecoveryCodes codes={codes} doneLabel={doneLabel} onDone={onDone} />
  const shown = data?.startEnrolment
  const failure = startError ?? error
  return (
    <Box component="form" onSubmit={submit} sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
      <Typography color="textSecondary">{t('enrolment.text')}</Typography>
      <Box sx={{ alignSelf: 'center', lineHeight: 0, borderRadius: 1, overflow: 'hidden' }}>
        {shown ? (
          <QrCode text={shown.uri} label={t('enrolment.qr')} />
        ) : (
          <Skeleton variant="rounded" width={200} height={200} />
        )}
      </Box>
      <Box>
        <Typography variant="body2" color="textSecondary">
          {t('enrolment.byHand')}
        </Typography>
        <Typography sx={{ fontFamily: 'ui-monospace, monospace', userSelect: 'all', overflowWrap: 'anywhere' }}>
          {shown?.secret ?? <Skeleton />}
        </Typography>
      </Box>
      {failure && <Alert severity="error">{codeErrorText(failure)}</Alert>}
      <CodeField inputRef={codeField} helperText={t('enrolment.codeHint')} />
      <Button type="submit" variant="contained" size="large" loading={loading} disabled={!shown}>
        {t('enrolment.submit')}
      </Button>
      {children}
    </Box>
  )
}
