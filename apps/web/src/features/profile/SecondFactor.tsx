import { useApolloClient, useMutation, useQuery } from '@apollo/client/react'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfirm } from '../../components/confirm.ts'
import { DateText } from '../../components/DateText.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { lazyOverlay } from '../../components/lazy-overlay.tsx'
import { useSnackbar } from '../../components/snackbar.ts'
import { ToneChip } from '../../components/ToneChip.tsx'
import { refetchActive } from '../../lib/refetch.ts'
import { DisableSecondFactorDocument, NewRecoveryCodesDocument, SecondFactorDocument } from './documents.ts'
import { ProfileGroup } from './ProfileGroup.tsx'

const EnrolmentDialog = lazyOverlay(() => import('./EnrolmentDialog.tsx').then((module) => module.EnrolmentDialog), {
  close: ({ onClose }) => onClose(),
  isHeavy: true,
})
const RecoveryCodesDialog = lazyOverlay(() =>
  import('./RecoveryCodesDialog.tsx').then((module) => module.RecoveryCodesDialog),
)

/** Fewer than this, and somebody whose phone is lost may not get in. */
const FEW_CODES = 3

/** The second factor of the viewer: set up, its recovery codes, turned off. */
export function SecondFactor() {
  const { t } = useTranslation('profile')
  const client = useApolloClient()
  const confirm = useConfirm()
  const { show, showError } = useSnackbar()
  const { data, error, refetch } = useQuery(SecondFactorDocument, { fetchPolicy: 'cache-and-network' })
  const [disable, { loading: isDisabling }] = useMutation(DisableSecondFactorDocument)
  const [makeCodes, { loading: isMaking }] = useMutation(NewRecoveryCodesDocument)
  const [isEnrolling, setIsEnrolling] = useState(false)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const refresh = () => refetchActive(client, ['SecondFactor', 'Viewer', 'Sessions'])

  const turnOff = async () => {
    const isAgreed = await confirm({
      title: t('secondFactor.confirmOffTitle'),
      text: t('secondFactor.confirmOffText'),
      confirmLabel: t('secondFactor.turnOff'),
      isDangerous: true,
    })
    if (!isAgreed) return
    try {
      await disable()
      show({ text: t('secondFactor.turnedOff') })
    } catch (failure) {
      showError(failure)
    }
    await refresh()
  }

  const renew = async () => {
    const isAgreed = await confirm({
      title: t('secondFactor.confirmCodesTitle'),
      text: t('secondFactor.confirmCodesText'),
      confirmLabel: t('secondFactor.confirmCodes'),
    })
    if (!isAgreed) return
    try {
      const { data: made } = await makeCodes()
      setCodes(made?.newRecoveryCodes.recoveryCodes ?? null)
    } catch (failure) {
      showError(failure)
    }
    await refresh()
  }

  const enrolled = () => {
    setIsEnrolling(false)
    show({ text: t('secondFactor.turnedOn') })
    void refresh()
  }
  const leaveEnrolment = () => {
    setIsEnrolling(false)
    // It may be on already, and only the codes were not looked at.
    void refresh()
  }

  const state = data?.secondFactor
  return (
    <ProfileGroup
      title={t('secondFactor.title')}
      actions={
        state &&
        (state.isOn ? (
          <ToneChip tone="onTrack">{t('secondFactor.isOn')}</ToneChip>
        ) : (
          <Button variant="contained" onClick={() => setIsEnrolling(true)}>
            {t('secondFactor.turnOn')}
          </Button>
        ))
      }
    >
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton variant="rounded" height={40} />}
      {state && !state.isOn && <Typography color="textSecondary">{t('secondFactor.off')}</Typography>}
      {state?.isOn && (
        <Box sx={{ display: 'flex', flexDirection: 'column', gap: 0.5 }}>
          <Typography>
            {t('secondFactor.since')} {state.since && <DateText value={state.since} />}.
          </Typography>
          <Typography color={state.recoveryCodesLeft < FEW_CODES ? 'error' : 'textSecondary'}>
            {t('secondFactor.codesLeft', { left: state.recoveryCodesLeft })}.
            {state.recoveryCodesLeft < FEW_CODES && ` ${t('secondFactor.fewCodes')}`}
          </Typography>
          {state.isRequired && <Typography color="textSecondary">{t('secondFactor.required')}</Typography>}
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mt: 1.5 }}>
            <Button variant="outlined" loading={isMaking} onClick={() => void renew()}>
              {t('secondFactor.newCodes')}
            </Button>
            {!state.isRequired && (
              <Button color="error" loading={isDisabling} onClick={() => void turnOff()}>
                {t('secondFactor.turnOff')}
              </Button>
            )}
          </Box>
        </Box>
      )}
      <Suspense>
        {isEnrolling && <EnrolmentDialog onDone={enrolled} onClose={leaveEnrolment} />}
        {codes && <RecoveryCodesDialog codes={codes} onClose={() => setCodes(null)} />}
      </Suspense>
    </ProfileGroup>
  )
}
