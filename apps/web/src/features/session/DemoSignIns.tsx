import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

const DEMO_PASSWORD = 'naryad-demo'
const roles = ['manager', 'service', 'expert', 'dealer', 'accountant', 'admin'] as const

export type DemoSignInsProps = { isBusy: boolean; onChoose: (email: string, password: string) => void }

/** One click per role, only on an installation that says it is a demonstration. */
export function DemoSignIns({ isBusy, onChoose }: DemoSignInsProps) {
  const { t } = useTranslation('session')
  const isDemo = useIsDemo()
  if (!isDemo) return null
  return (
    <Box sx={{ mt: 3, pt: 2, borderTop: 1, borderColor: 'divider' }}>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1.5 }}>
        {t('demo.text')}
      </Typography>
      <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 1 }}>
        {roles.map((role) => (
          <Button
            key={role}
            variant="outlined"
            disabled={isBusy}
            onClick={() => onChoose(`${role}@naryad.demo`, DEMO_PASSWORD)}
          >
            {t(`demo.role.${role}`)}
          </Button>
        ))}
      </Box>
    </Box>
  )
}

function useIsDemo(): boolean {
  const [isDemo, setIsDemo] = useState(false)
  useEffect(() => {
    const abort = new AbortController()
    fetch('/health', { signal: abort.signal })
      .then((response) => response.json())
      .then((health: { demo?: unknown }) => setIsDemo(health.demo === true))
      // Without an answer there is nothing to offer; signing in itself will say what is wrong.
      .catch(() => undefined)
    return () => abort.abort()
  }, [])
  return isDemo
}
