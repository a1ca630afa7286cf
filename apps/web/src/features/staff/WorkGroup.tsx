import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import Typography from '@mui/material/Typography'
import { useTranslation } from 'react-i18next'
import { Link as RouterLink } from 'react-router'
import { FieldGroup } from '../../components/record/FieldGroup.tsx'
import type { EmployeeCardFragment } from '../../gql/graphql.ts'
import { openKinds, type WorkKind, workList } from './work.ts'

/** What is open at the employee, each kind with its list. */
export function WorkGroup({ card }: { card: EmployeeCardFragment }) {
  const { t } = useTranslation('staff')
  const shown = openKinds(card)
  return (
    <FieldGroup name="employee.work" title={t('work.title')}>
      <Box sx={{ pl: 0.5, pb: 1 }}>
        {shown.length === 0 && <Typography color="textSecondary">{t('work.none')}</Typography>}
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {shown.map((kind) => (
            <Box component="li" key={kind} sx={{ display: 'flex', alignItems: 'center', gap: 1, minHeight: 32 }}>
              <Box component="span" sx={{ flex: 1 }}>
                <WorkName kind={kind} card={card} />
              </Box>
              <Box component="span" sx={{ fontVariantNumeric: 'tabular-nums' }}>
                {card.openWork[kind]}
              </Box>
            </Box>
          ))}
        </Box>
      </Box>
    </FieldGroup>
  )
}

/** The kind of work, as a link where there is a list of it. */
export function WorkName({ kind, card }: { kind: WorkKind; card: EmployeeCardFragment }) {
  const { t } = useTranslation('staff')
  const list = workList(kind, card)
  const name = t(`work.${kind}`)
  if (!list) return name
  return (
    <Link component={RouterLink} to={list}>
      {name}
    </Link>
  )
}
