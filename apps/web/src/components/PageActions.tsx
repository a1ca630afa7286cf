import MoreIcon from '@mui/icons-material/MoreHorizRounded'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import MenuItem from '@mui/material/MenuItem'
import { useTheme } from '@mui/material/styles'
import useMediaQuery from '@mui/material/useMediaQuery'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { LazyMenu } from './LazyMenu.tsx'

export type PageAction = {
  label: string
  /** For whoever does not see what it stands beside. */
  fullLabel?: string
  /** Of the button; a menu has none. */
  icon?: ReactNode
  /** Something ends with it. */
  isDangerous?: boolean
  /** Done too seldom for a button of its own. */
  isInMenu?: boolean
} & ({ to: string } | { run: () => void })

/** Buttons where there is room, the rest under «⋯»; on a phone all of them. */
export function PageActions({ actions }: { actions: readonly PageAction[] }) {
  const { t } = useTranslation('common')
  const theme = useTheme()
  const isRoomy = useMediaQuery(theme.breakpoints.up('sm'), { noSsr: true })
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const buttons = actions.filter(({ isInMenu }) => isRoomy && !isInMenu)
  const items = actions.filter((action) => !buttons.includes(action))
  const close = () => setAnchor(null)

  return (
    <>
      {buttons.map((action) => (
        <Button
          key={action.label}
          variant="outlined"
          color={action.isDangerous ? 'error' : 'primary'}
          startIcon={action.icon}
          aria-label={action.fullLabel}
          {...('to' in action ? { component: Link, to: action.to } : { onClick: action.run })}
        >
          {action.label}
        </Button>
      ))}
      {items.length > 0 && (
        <IconButton
          aria-label={t('otherActions')}
          aria-haspopup="menu"
          aria-expanded={anchor !== null}
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          <MoreIcon />
        </IconButton>
      )}
      <LazyMenu open={anchor !== null && items.length > 0} anchorEl={anchor} onClose={close}>
        {items.map((action) => (
          <MenuItem
            key={action.label}
            aria-label={action.fullLabel}
            sx={{ color: action.isDangerous ? 'error.main' : undefined }}
            {...('to' in action
              ? { component: Link, to: action.to, onClick: close }
              : {
                  onClick: () => {
                    close()
                    action.run()
                  },
                })}
          >
            {action.label}
          </MenuItem>
        ))}
      </LazyMenu>
    </>
  )
}
