import { useApolloClient, useMutation, useQuery } from '@apollo/client/react'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useConfirm } from '../../components/confirm.ts'
import { DateText } from '../../components/DateText.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { useSnackbar } from '../../components/snackbar.ts'
import { ToneChip } from '../../components/ToneChip.tsx'
import { dropSocket } from '../../lib/apollo.ts'
import { deviceName } from '../../lib/user-agent.ts'
import { EndSessionDocument, SessionsDocument, SignOutEverywhereDocument } from './documents.ts'
import { ProfileGroup } from './ProfileGroup.tsx'

/** Where the viewer is signed in; each can be ended, or all at once. */
export function Sessions() {
  const { t } = useTranslation('profile')
  const navigate = useNavigate()
  const client = useApolloClient()
  const confirm = useConfirm()
  const { show, showError } = useSnackbar()
  const { data, error, refetch } = useQuery(SessionsDocument, { fetchPolicy: 'cache-and-network' })
  const [end] = useMutation(EndSessionDocument, { refetchQueries: ['Sessions'] })
  const [endAll, { loading: isEndingAll }] = useMutation(SignOutEverywhereDocument)

  const endOne = async (id: string) => {
    try {
      await end({ variables: { id } })
      show({ text: t('sessions.ended') })
    } catch (failure) {
      showError(failure)
    }
  }

  const endEverywhere = async () => {
    const isAgreed = await confirm({
      title: t('sessions.confirmTitle'),
      text: t('sessions.confirmText'),
      confirmLabel: t('sessions.endAll'),
      isDangerous: true,
    })
    if (!isAgreed) return
    try {
      await endAll()
    } catch (failure) {
      showError(failure)
      return
    }
    dropSocket()
    await navigate('/sign-in', { replace: true })
    await client.clearStore()
  }

  return (
    <ProfileGroup
      title={t('sessions.title')}
      actions={
        <Button variant="outlined" loading={isEndingAll} onClick={() => void endEverywhere()}>
          {t('sessions.endAll')}
        </Button>
      }
    >
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton variant="rounded" height={56} />}
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {data?.sessions.map((session, index) => (
          <Box
            component="li"
            key={session.id}
            sx={{
              display: 'flex',
              alignItems: 'center',
              gap: 2,
              py: 1.25,
              borderTop: index === 0 ? 0 : 1,
              borderColor: 'divider',
            }}
          >
            <Box sx={{ flex: 1, minWidth: 0 }}>
              <Typography noWrap title={session.userAgent}>
                {deviceName(session.userAgent)}
              </Typography>
              <Typography variant="body2" color="textSecondary">
                {session.ip} · <DateText value={session.lastSeenAt} />
              </Typography>
            </Box>
            {session.isCurrent ? (
              <ToneChip tone="onTrack">{t('sessions.current')}</ToneChip>
            ) : (
              <Button
                size="small"
                aria-label={t('sessions.endOne', { device: deviceName(session.userAgent) })}
                onClick={() => void endOne(session.id)}
              >
                {t('sessions.end')}
              </Button>
            )}
          </Box>
        ))}
      </Box>
    </ProfileGroup>
  )
}
