import CallIcon from '@mui/icons-material/CallOutlined'
import MailIcon from '@mui/icons-material/MailOutlineRounded'
import MapIcon from '@mui/icons-material/PlaceOutlined'
import Box from '@mui/material/Box'
import IconButton from '@mui/material/IconButton'
import Tooltip from '@mui/material/Tooltip'
import { useTranslation } from 'react-i18next'
import { formatPhone } from '../../lib/format.ts'
import { mailHref } from '../../lib/mail.ts'

interface Props {
  /** E.164 */
  phone: string | null
  email: string | null
  /** Address in words. */
  place: string | null
}

/** To call, to write, to find on the map; whatever is unknown is absent. */
export function ContactActions({ phone, email, place }: Props) {
  const { t } = useTranslation('record')
  const actions = [
    phone && { key: 'call', label: t('call', { phone: formatPhone(phone) }), href: `tel:${phone}`, icon: <CallIcon /> },
    email && { key: 'mail', label: t('write', { email }), href: mailHref(email), icon: <MailIcon /> },
    place && {
      key: 'map',
      label: t('showOnMap'),
      href: `https://yandex.ru/maps/?text=${encodeURIComponent(place)}`,
      icon: <MapIcon />,
    },
  ].filter((action) => action !== null && action !== '')
  return (
    <Box sx={{ display: 'flex', gap: 0.5 }}>
      {actions.map((action) => (
        <Tooltip key={action.key} title={action.label}>
          <IconButton
            component="a"
            href={action.href}
            aria-label={action.label}
            {...(action.key === 'map' && { target: '_blank', rel: 'noopener noreferrer' })}
            sx={{ border: { xs: 1, sm: 0 }, borderColor: 'divider', color: 'primary.main' }}
          >
            {action.icon}
          </IconButton>
        </Tooltip>
      ))}
    </Box>
  )
}
