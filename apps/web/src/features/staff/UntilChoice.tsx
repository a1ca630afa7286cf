import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import Typography from '@mui/material/Typography'
import { Suspense, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { lazyOverlay } from '../../components/lazy-overlay.tsx'
import type { Until } from './exceptions.ts'

const DateEditor = lazyOverlay(
  () => import('../../components/record/DateEditor.tsx').then((module) => module.default),
  {
    close: ({ onCancel }) => onCancel?.(),
    isHeavy: true,
  },
)

const kinds = ['today', 'tomorrow', 'date', 'forever'] as const

/** Until when: to the end of today, of tomorrow, of a day, or for ever. */
export function UntilChoice({ value, onChange }: { value: Until; onChange: (next: Until) => void }) {
  const { t } = useTranslation('staff')
  const labelId = useId()
  return (
    <Box>
      <Typography id={labelId} variant="body2" color="textSecondary" sx={{ mb: 0.5 }}>
        {t('until.label')}
      </Typography>
      <ToggleButtonGroup
        exclusive
        size="small"
        color="primary"
        aria-labelledby={labelId}
        value={value.kind}
        onChange={(_event, kind: Until['kind'] | null) =>
          kind && onChange(kind === 'date' ? { kind, day: null } : { kind })
        }
        sx={{ width: { xs: '100%', sm: 'auto' } }}
      >
        {kinds.map((kind) => (
          <ToggleButton
            key={kind}
            value={kind}
            sx={{
              textTransform: 'none',
              flex: { xs: 'auto', sm: 'none' },
              px: { xs: 0.5, sm: 1.5 },
              minHeight: { xs: 44, sm: 32 },
            }}
          >
            {t(`until.${kind}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      {value.kind === 'date' && (
        <Box sx={{ mt: 2 }}>
          <Suspense fallback={<Skeleton variant="rounded" height={40} />}>
            <DateEditor
              isRequired
              hasTime={false}
              label={t('until.day')}
              value={value.day}
              onSubmit={(day) => onChange({ kind: 'date', day })}
            />
          </Suspense>
        </Box>
      )}
    </Box>
  )
}
