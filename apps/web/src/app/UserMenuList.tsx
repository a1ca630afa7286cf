import ContrastIcon from '@mui/icons-material/ContrastRounded'
import DensityIcon from '@mui/icons-material/DensitySmallRounded'
import KeyboardIcon from '@mui/icons-material/KeyboardOutlined'
import LogoutIcon from '@mui/icons-material/LogoutRounded'
import PersonIcon from '@mui/icons-material/PersonOutlineRounded'
import TranslateIcon from '@mui/icons-material/TranslateRounded'
import Box from '@mui/material/Box'
import Divider from '@mui/material/Divider'
import ListItemIcon from '@mui/material/ListItemIcon'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import Typography from '@mui/material/Typography'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { languages, setLanguage } from '../i18n/index.ts'
import { density, themeModes, useThemeMode } from '../lib/theme-mode.ts'
import { useViewer } from '../lib/viewer.ts'
import { useSignOut } from './use-sign-out.ts'

export type UserMenuListProps = { anchor: HTMLElement; onClose: () => void; onKeys: () => void }

export function UserMenuList({ anchor, onClose, onKeys }: UserMenuListProps) {
  const { t, i18n } = useTranslation('frame')
  const viewer = useViewer()
  const signOut = useSignOut()
  const { mode, setMode } = useThemeMode()
  const rows = density.use()
  const nextMode = next(themeModes, mode)
  const nextLanguage = languages.find((each) => each !== i18n.language) ?? 'ru'

  return (
    <Menu
      anchorEl={anchor}
      open
      onClose={onClose}
      anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
      transformOrigin={{ vertical: 'top', horizontal: 'right' }}
      slotProps={{ paper: { sx: { width: 264 } } }}
    >
      <Box component="li" role="presentation" sx={{ px: 1.25, py: 1 }}>
        <Typography variant="subtitle1" noWrap>
          {viewer.name}
        </Typography>
        <Typography variant="caption" component="div" color="textSecondary" noWrap>
          {viewer.roleName} · {viewer.email}
        </Typography>
      </Box>
      <Divider component="li" role="presentation" sx={{ my: 0.5 }} />
      <MenuItem component={Link} to="/profile" onClick={onClose}>
        <ListItemIcon>
          <PersonIcon />
        </ListItemIcon>
        {t('user.profile')}
      </MenuItem>
      <MenuItem onClick={() => setMode(nextMode)}>
        <ListItemIcon>
          <ContrastIcon />
        </ListItemIcon>
        {t('user.theme')}
        <Value>{t(`theme.${mode}`)}</Value>
      </MenuItem>
      <MenuItem onClick={() => density.set(rows === 'compact' ? 'comfortable' : 'compact')}>
        <ListItemIcon>
          <DensityIcon />
        </ListItemIcon>
        {t('user.density')}
        <Value>{t(`density.${rows}`)}</Value>
      </MenuItem>
      <MenuItem lang={nextLanguage} onClick={() => void setLanguage(nextLanguage)}>
        <ListItemIcon>
          <TranslateIcon />
        </ListItemIcon>
        {t('user.language')}
        <Value>{t(`language.${i18n.language}`)}</Value>
      </MenuItem>
      <MenuItem
        onClick={() => {
          onClose()
          onKeys()
        }}
      >
        <ListItemIcon>
          <KeyboardIcon />
        </ListItemIcon>
        {t('user.keys')}
        <Value>?</Value>
      </MenuItem>
      <Divider component="li" role="presentation" sx={{ my: 0.5 }} />
      <MenuItem
        onClick={() => {
          onClose()
          void signOut()
        }}
      >
        <ListItemIcon>
          <LogoutIcon />
        </ListItemIcon>
        {t('user.signOut')}
      </MenuItem>
    </Menu>
  )
}

function Value({ children }: { children: string }) {
  return (
    <Typography component="span" variant="body2" color="textSecondary" sx={{ ml: 'auto', pl: 2 }}>
      {children}
    </Typography>
  )
}

function next<T>(all: readonly T[], current: T): T {
  return all[(all.indexOf(current) + 1) % all.length] ?? current
}
