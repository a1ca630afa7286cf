import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useTranslation } from 'react-i18next'
import { useConfirm } from '../../components/confirm.ts'
import { DateText } from '../../components/DateText.tsx'
import { FieldGroup } from '../../components/record/FieldGroup.tsx'
import { ToneChip } from '../../components/ToneChip.tsx'
import type { EmployeeCardFragment } from '../../gql/graphql.ts'
import { deviceName } from '../../lib/user-agent.ts'
import {
  EndEmployeeSessionDocument,
  EndEmployeeSessionsDocument,
  ResetSecondFactorDocument,
  SendInvitationAgainDocument,
} from './documents.ts'
import { Term } from './Term.tsx'
import { useEmployeeChange } from './use-employee-change.ts'

interface Props {
  card: EmployeeCardFragment
  secondFactor: NonNullable<EmployeeCardFragment['secondFactor']>
  isEditable: boolean
}

/** How the employee comes in, and where he is signed in. */
export function SignInGroup({ card, secondFactor, isEditable }: Props) {
  const { t } = useTranslation(['staff', 'profile'])
  const confirm = useConfirm()
  const { run, isRunning } = useEmployeeChange()
  const employeeId = card.id
  const { isOn, since, isRequired } = secondFactor

  const reset = async () => {
    const isAgreed = await confirm({
      title: t('secondFactor.confirmTitle'),
      text: t('secondFactor.confirmText'),
      confirmLabel: t('secondFactor.reset'),
      isDangerous: true,
    })
    if (isAgreed) await run(ResetSecondFactorDocument, { employeeId }, t('secondFactor.wasReset'))
  }
  const endAll = async () => {
    const isAgreed = await confirm({
      title: t('sessions.confirmTitle'),
      text: t('sessions.confirmText'),
      confirmLabel: t('sessions.endAll'),
      isDangerous: true,
    })
    if (isAgreed) await run(EndEmployeeSessionsDocument, { employeeId }, t('sessions.allEnded'))
  }

  return (
    <FieldGroup
      name="employee.signIn"
      title={t('signIn.title')}
      action={
        isEditable &&
        card.sessions.length > 0 && (
          <Button size="small" disabled={isRunning} onClick={() => void endAll()}>
            {t('sessions.endAll')}
          </Button>
        )
      }
    >
      <Box sx={{ pl: 0.5, pb: 1 }}>
        {!card.hasPassword && (
          <Term
            name={t('invitation.title')}
            action={
              isEditable &&
              card.isActive && (
                <Button
                  size="small"
                  disabled={isRunning}
                  title={t('invitation.againHint')}
                  onClick={() => void run(SendInvitationAgainDocument, { employeeId }, t('invitation.sentAgain'))}
                >
                  {t('invitation.again')}
                </Button>
              )
            }
          >
            {card.invitedAt ? <DateText value={card.invitedAt} /> : t('invitation.never')}
          </Term>
        )}
        <Term
          name={t('secondFactor.title')}
          action={
            isEditable &&
            isOn && (
              <Button size="small" disabled={isRunning} onClick={() => void reset()}>
                {t('secondFactor.reset')}
              </Button>
            )
          }
        >
          {isOn ? (
            <>
              {t('secondFactor.since')} <DateText kind="day" value={since} />
            </>
          ) : (
            t(isRequired ? 'secondFactor.awaited' : 'secondFactor.off')
          )}
        </Term>
        {card.sessions.length === 0 ? (
          <Term name={t('sessions.title')}>{t('sessions.none')}</Term>
        ) : (
          <Box component="ul" aria-label={t('sessions.title')} sx={{ listStyle: 'none', m: 0, mt: 0.5, p: 0 }}>
            {card.sessions.map((session) => (
              <Box
                component="li"
                key={session.id}
                sx={{ display: 'flex', alignItems: 'center', gap: 2, py: 0.75, borderTop: 1, borderColor: 'divider' }}
              >
                <Box sx={{ flex: 1, minWidth: 0 }}>
                  <Typography noWrap title={session.userAgent}>
                    {deviceName(session.userAgent)}
                  </Typography>
                  <Typography variant="body2" color="textSecondary">
                    {session.ip} · {t('sessions.seen')} <DateText value={session.lastSeenAt} />
                  </Typography>
                </Box>
                {session.isCurrent ? (
                  <ToneChip tone="onTrack">{t('profile:sessions.current')}</ToneChip>
                ) : (
                  isEditable && (
                    <Button
                      size="small"
                      disabled={isRunning}
                      aria-label={t('profile:sessions.endOne', { device: deviceName(session.userAgent) })}
                      onClick={() =>
                        void run(EndEmployeeSessionDocument, { id: session.id }, t('profile:sessions.ended'))
                      }
                    >
                      {t('profile:sessions.end')}
                    </Button>
                  )
                )}
              </Box>
            ))}
          </Box>
        )}
      </Box>
    </FieldGroup>
  )
}
