import NewIcon from '@mui/icons-material/NewReleasesOutlined'
import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import { useTranslation } from 'react-i18next'
import { Link as RouterLink } from 'react-router'
import type { RoleSummariesQuery } from '../../gql/graphql.ts'

/** Fields came with an update; they are closed until somebody decides about them. */
export function UndecidedNotice({ roleSummaries: roles, undecidedFieldCount: count }: RoleSummariesQuery) {
  const { t } = useTranslation('roles')
  const waiting = roles.filter(({ undecidedCount }) => undecidedCount > 0)
  if (waiting.length === 0) return null
  return (
    <Box
      component="section"
      aria-label={t('undecided.title', { count })}
      sx={{
        display: 'flex',
        alignItems: 'flex-start',
        gap: 1,
        mx: { xs: 0, sm: 2, md: 3 },
        mb: 2,
        px: 2,
        py: 1.25,
        borderRadius: { sm: 1 },
        bgcolor: 'tone.waitingUs.soft',
        typography: 'body2',
      }}
    >
      <NewIcon aria-hidden sx={{ fontSize: 20, color: 'tone.waitingUs.main' }} />
      <Box>
        <Box component="span" sx={{ fontWeight: 600, color: 'tone.waitingUs.main' }}>
          {t('undecided.title', { count })}.
        </Box>{' '}
        {t('undecided.text')}{' '}
        {waiting.map((role, index) => (
          <span key={role.id}>
            {index > 0 && ' · '}
            <Link component={RouterLink} underline="always" to={`/roles/${role.id}?tab=fields&show=undecided`}>
              {role.name} ({role.undecidedCount})
            </Link>
          </span>
        ))}
      </Box>
    </Box>
  )
}
