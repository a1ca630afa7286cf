import LoadingIcon from '@mui/icons-material/HourglassEmptyRounded'
import MoreIcon from '@mui/icons-material/MoreHorizRounded'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import Link from '@mui/material/Link'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTransitionText } from './use-transition-text.ts'
import type { Transitions } from './use-transitions.ts'

interface Props {
  entity: string
  transitions: Transitions
  /** On a phone the step is a full-width button at the bottom. */
  isFullWidth?: boolean
}

/** The one next step of whoever is looking, what stands in its way, and the other moves under «⋯». */
export function NextStep({ entity, transitions, isFullWidth = false }: Props) {
  const { t } = useTranslation('record')
  const { transitionName } = useTransitionText()
  const { primary, others, running, start } = transitions
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  if (!primary && others.length === 0) return null
  const isBlocked = primary !== null && primary.unmet.length > 0

  return (
    <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flex: isFullWidth ? 1 : undefined }}>
      {primary && (
        <Button
          variant={isBlocked ? 'outlined' : 'contained'}
          disabled={running !== null}
          onClick={() => start(primary, true)}
          startIcon={running === primary.name ? <LoadingIcon /> : undefined}
          sx={{ flex: isFullWidth ? 1 : undefined, minHeight: isFullWidth ? 44 : 32, whiteSpace: 'nowrap' }}
        >
          {transitionName(entity, primary.name)}
        </Button>
      )}
      {others.length > 0 && (
        <>
          <IconButton
            aria-label={t('otherMoves')}
            aria-haspopup="menu"
            aria-expanded={anchor !== null}
            onClick={(event) => setAnchor(event.currentTarget)}
            sx={{
              border: 1,
              borderColor: 'divider',
              borderRadius: 1,
              width: isFullWidth ? 44 : 32,
              height: isFullWidth ? 44 : 32,
            }}
          >
            <MoreIcon fontSize="small" />
          </IconButton>
          <Menu open={anchor !== null} anchorEl={anchor} onClose={() => setAnchor(null)}>
            {others.map((option) => (
              <MenuItem
                key={option.name}
                disabled={running !== null}
                sx={{ color: option.isDangerous ? 'error.main' : undefined }}
                onClick={() => {
                  setAnchor(null)
                  start(option, false)
                }}
              >
                {transitionName(entity, option.name)}
              </MenuItem>
            ))}
          </Menu>
        </>
      )}
    </Box>
  )
}

/** What the next step still lacks, each a way to the place where it is mended. */
export function UnmetGuards({ entity, transitions }: Pick<Props, 'entity' | 'transitions'>) {
  const { t } = useTranslation('record')
  const { guardText } = useTransitionText()
  const guards = transitions.primary?.unmet ?? []
  if (guards.length === 0) return null
  return (
    <Box sx={{ fontSize: 13, lineHeight: '18px', color: 'text.secondary' }}>
      {t('stillNeeded')}{' '}
      {guards.map((guard, index) => (
        <span key={`${guard.code}.${guard.key}`}>
          {index > 0 && ', '}
          {guard.key ? (
            <Link
              component="button"
              type="button"
              onClick={() => transitions.mend(guard)}
              sx={{ font: 'inherit', verticalAlign: 'baseline' }}
            >
              {guardText(entity, guard)}
            </Link>
          ) : (
            guardText(entity, guard)
          )}
        </span>
      ))}
    </Box>
  )
}
