import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import Typography from '@mui/material/Typography'
import { useTranslation } from 'react-i18next'
import { useAccessText } from '../../components/access/use-access-text.ts'
import type { AccessCatalog } from './fields.ts'
import { type RoleDraft, useDraftValue, useRoleDraft, useRule } from './role-draft.ts'
import { type Channel, notificationRule, waysOf, waysValue } from './rules.ts'
import { Surface } from './Surface.tsx'

const columns = { xs: 'minmax(0, 1fr) 72px 72px', sm: 'minmax(0, 1fr) 110px 110px' }
const row = {
  display: 'grid',
  gridTemplateColumns: columns,
  alignItems: 'center',
  px: 2,
  minHeight: { xs: 44, sm: 34 },
  borderBottom: 1,
  borderColor: 'divider',
  '&:last-of-type': { borderBottom: 0 },
} as const

/** Of what the role is told, in the app and by mail. */
export function NotificationsTab({ notifications }: { notifications: AccessCatalog['notifications'] }) {
  const { t } = useTranslation('roles')
  const withLetter = notifications.filter(({ hasLetter }) => hasLetter)
  return (
    <Box sx={{ px: { sm: 2, md: 3 }, py: 2, maxWidth: 760 }}>
      <Typography color="textSecondary" sx={{ px: { xs: 2, sm: 0 }, mb: 1.5 }}>
        {t('notifications.hint')}
      </Typography>
      <Surface label={t('tab.notifications')}>
        <Box sx={{ ...row, bgcolor: 'background.default', typography: 'h3', py: 0.5 }}>
          <span>{t('notifications.kind')}</span>
          <Whole kinds={notifications.map(({ kind }) => kind)} channel="isInApp" />
          <Whole kinds={withLetter.map(({ kind }) => kind)} channel="isByMail" />
        </Box>
        {notifications.map(({ kind, hasLetter }) => (
          <NotificationRow key={kind} kind={kind} hasLetter={hasLetter} />
        ))}
      </Surface>
    </Box>
  )
}

function Whole({ kinds, channel }: { kinds: readonly string[]; channel: Channel }) {
  const { t } = useTranslation('roles')
  const draft = useRoleDraft()
  const on = useDraftValue((each) => kinds.filter((kind) => waysOf(each.get(notificationRule(kind)))[channel]).length)
  const isAll = on === kinds.length
  return (
    <Box
      component="label"
      sx={{ display: 'flex', flexDirection: 'column', alignItems: 'center', typography: 'caption', cursor: 'pointer' }}
    >
      {t(`notifications.${channel}`)}
      <Checkbox
        size="small"
        checked={isAll && kinds.length > 0}
        indeterminate={on > 0 && !isAll}
        onChange={() => draft.setMany(kinds.map((kind) => told(draft, kind, channel, !isAll)))}
        slotProps={{ input: { 'aria-label': t('notifications.whole', { channel: t(`notifications.${channel}`) }) } }}
      />
    </Box>
  )
}

function NotificationRow({ kind, hasLetter }: { kind: string; hasLetter: boolean }) {
  const { t } = useTranslation('roles')
  const text = useAccessText()
  return (
    <Box sx={{ ...row, typography: 'body2', '&:hover': { bgcolor: 'action.hover' } }}>
      <span>{text.notification(kind)}</span>
      <ChannelBox kind={kind} channel="isInApp" />
      {hasLetter ? (
        <ChannelBox kind={kind} channel="isByMail" />
      ) : (
        <Box
          component="span"
          title={t('notifications.noLetter')}
          sx={{ justifySelf: 'center', color: 'text.secondary' }}
        >
          —
        </Box>
      )}
    </Box>
  )
}

function ChannelBox({ kind, channel }: { kind: string; channel: Channel }) {
  const { t } = useTranslation('roles')
  const text = useAccessText()
  const draft = useRoleDraft()
  const { value, isChanged } = useRule(notificationRule(kind))
  return (
    <Checkbox
      size="small"
      checked={waysOf(value)[channel]}
      onChange={(event) => draft.setMany([told(draft, kind, channel, event.target.checked)])}
      slotProps={{ input: { 'aria-label': `${text.notification(kind)}: ${t(`notifications.${channel}`)}` } }}
      sx={{
        justifySelf: 'center',
        ...(isChanged && { outline: '1px solid', outlineColor: 'primary.main', outlineOffset: -4 }),
      }}
    />
  )
}

/** The kind's rule with one of its ways switched. */
function told(draft: RoleDraft, kind: string, channel: Channel, isOn: boolean): [string, string] {
  const rule = notificationRule(kind)
  return [rule, waysValue({ ...waysOf(draft.get(rule)), [channel]: isOn })]
}
