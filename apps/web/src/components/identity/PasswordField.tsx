import { useApolloClient } from '@apollo/client/react'
import Box from '@mui/material/Box'
import TextField from '@mui/material/TextField'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MIN_PASSWORD_LENGTH } from '../../lib/password.ts'
import type { Tone } from '../../theme/theme.ts'
import { PasswordStrengthDocument } from './documents.ts'

export type PasswordFieldProps = {
  name: string
  label: string
  /** What is to be known besides how long it has to be. */
  hint?: string
  /** Of a letter's link, for whoever is not signed in. */
  token?: string
  autoFocus?: boolean
}

type Strength = { password: string; score: number; reason: string | null }

const PAUSE_MS = 350
/** Best of the estimator's scores. */
const BEST = 4
const tones: readonly Tone[] = ['overdue', 'overdue', 'waitingUs', 'onTrack', 'onTrack']

/** A new password, with a word on how many guesses it would stand: the server knows, its dictionaries stay there. */
export function PasswordField({ name, label, hint, token, autoFocus = false }: PasswordFieldProps) {
  const { t } = useTranslation(['identity', 'errors'])
  const client = useApolloClient()
  const [password, setPassword] = useState('')
  const [strength, setStrength] = useState<Strength | null>(null)
  const isLongEnough = password.length >= MIN_PASSWORD_LENGTH

  useEffect(() => {
    if (!isLongEnough) return
    const abort = new AbortController()
    const timer = setTimeout(async () => {
      const context = { isSigningIn: true, fetchOptions: { signal: abort.signal } }
      const variables = { password, token: token ?? null }
      try {
        const { data } = await client.query({
          query: PasswordStrengthDocument,
          variables,
          context,
          // a password is kept nowhere
          fetchPolicy: 'no-cache',
        })
        if (data && !abort.signal.aborted) {
          const { score, reason } = data.passwordStrength
          setStrength({ password, score, reason: reason ?? null })
        }
      } catch {
        // Only a hint: saving says what is wrong.
        setStrength(null)
      }
    }, PAUSE_MS)
    return () => {
      abort.abort()
      clearTimeout(timer)
    }
  }, [client, password, token, isLongEnough])

  const known = isLongEnough ? strength : null
  const isWeak = known !== null && known.password === password && known.reason !== null
  const rule = [t('identity:password.hint', { count: MIN_PASSWORD_LENGTH }), hint].filter(Boolean).join(' ')
  return (
    <Box>
      <TextField
        fullWidth
        name={name}
        type="password"
        label={label}
        helperText={isWeak ? t(`errors:password.${known.reason}`, { min: MIN_PASSWORD_LENGTH }) : rule}
        autoComplete="new-password"
        required
        autoFocus={autoFocus}
        onChange={(event) => setPassword(event.target.value)}
        slotProps={{ htmlInput: { minLength: MIN_PASSWORD_LENGTH } }}
      />
      <Meter score={known?.score ?? null} />
    </Box>
  )
}

/** Keeps its place while there is nothing to say, so that the form does not jump. */
function Meter({ score }: { score: number | null }) {
  const { t } = useTranslation('identity')
  const tone = tones[score ?? 0] ?? 'overdue'
  return (
    <Box sx={{ mt: 1, display: 'flex', alignItems: 'center', gap: 1, minHeight: 16 }} role="status">
      {score !== null && (
        <>
          <Box aria-hidden sx={{ flex: 1, display: 'flex', gap: 0.5 }}>
            {Array.from({ length: BEST }, (_, at) => (
              <Box
                key={at}
                sx={{
                  flex: 1,
                  height: 4,
                  borderRadius: '2px',
                  bgcolor: at < Math.max(score, 1) ? `tone.${tone}.main` : 'divider',
                }}
              />
            ))}
          </Box>
          <Box
            component="span"
            sx={{ typography: 'caption', color: `tone.${tone}.main`, minWidth: 72, textAlign: 'right' }}
          >
            {t(`password.score.${score}`)}
          </Box>
        </>
      )}
    </Box>
  )
}
