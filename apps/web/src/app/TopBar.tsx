import AddIcon from '@mui/icons-material/AddRounded'
import SearchIcon from '@mui/icons-material/SearchRounded'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import Typography from '@mui/material/Typography'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { ShortcutHint } from '../components/ShortcutHint.tsx'
import { NotificationBell } from '../features/notifications/NotificationBell.tsx'
import { useCurrentTitle } from '../lib/title.ts'
import { useCan } from '../lib/viewer.ts'
import { TOP_BAR_HEIGHT } from './frame-layout.ts'
import { sections } from './sections.ts'
import { UserMenu } from './UserMenu.tsx'

export type TopBarProps = { isWide: boolean; onSearch: () => void; onKeys: () => void }

export function TopBar({ isWide, onSearch, onKeys }: TopBarProps) {
  const { t } = useTranslation('frame')
  const canCreate = useCan('serviceRequest.create')
  return (
    <Box
      component="header"
      sx={{
        flex: 'none',
        display: 'flex',
        alignItems: 'center',
        gap: 1,
        height: TOP_BAR_HEIGHT,
        px: { xs: 2, md: 3 },
        borderBottom: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
      }}
    >
      <BarTitle />
      {isWide ? (
        <SearchField onOpen={onSearch} />
      ) : (
        <IconButton aria-label={t('search.open')} onClick={onSearch}>
          <SearchIcon />
        </IconButton>
      )}
      {canCreate &&
        (isWide ? (
          <Button component={Link} to="/requests/new" variant="contained" startIcon={<AddIcon />}>
            {t('newRequest')}
          </Button>
        ) : (
          <IconButton component={Link} to="/requests/new" aria-label={t('newRequestLong')}>
            <AddIcon />
          </IconButton>
        ))}
      <NotificationBell />
      <UserMenu onKeys={onKeys} />
    </Box>
  )
}

/** The page's title; on a record's page, which has its own, the section that it belongs to. */
function BarTitle() {
  const { t } = useTranslation('frame')
  const title = useCurrentTitle()
  const { pathname } = useLocation()
  const section = sections.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`))
  const sectionName = section && t(`section.${section.key}`)
  if (title.hasOwnHeading) {
    return (
      <Typography variant="h2" component="p" noWrap sx={{ flex: 1, minWidth: 0 }}>
        {sectionName}
      </Typography>
    )
  }
  return (
    <Typography variant="h1" noWrap sx={{ flex: 1, minWidth: 0 }}>
      {title.text || sectionName}
    </Typography>
  )
}

function SearchField({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation('frame')
  return (
    <Box
      component="button"
      type="button"
      onClick={onOpen}
      aria-haspopup="dialog"
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 1,
        width: 280,
        height: 32,
        px: 1.25,
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        bgcolor: 'background.default',
        color: 'text.secondary',
        font: 'inherit',
        textAlign: 'left',
        cursor: 'pointer',
        '&:hover': { borderColor: 'text.secondary' },
      }}
    >
      <SearchIcon aria-hidden sx={{ fontSize: 18 }} />
      <Box component="span" sx={{ flex: 1 }}>
        {t('search.open')}
      </Box>
      <ShortcutHint keys="mod+k" />
    </Box>
  )
}
