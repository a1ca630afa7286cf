import CloudOffIcon from '@mui/icons-material/CloudOffOutlined'
import Box from '@mui/material/Box'
import { useTranslation } from 'react-i18next'
import { useConnection } from '../lib/connection.ts'

/** Says that what is on the screen may be old, while it may. */
export function ConnectionBar() {
  const { t } = useTranslation('frame')
  const state = useConnection()
  return (
    <div role="status">
      {state !== 'online' && (
        <Box
          sx={{
            display: 'flex',
            alignItems: 'center',
            gap: 1,
            px: { xs: 2, md: 3 },
            py: 0.75,
            typography: 'body2',
            fontWeight: 500,
            color: 'tone.waitingUs.main',
            bgcolor: 'tone.waitingUs.soft',
          }}
        >
          <CloudOffIcon aria-hidden sx={{ fontSize: 18 }} />
          {t(`connection.${state}`)}
        </Box>
      )}
    </div>
  )
}
