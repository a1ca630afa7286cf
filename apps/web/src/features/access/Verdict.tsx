import { useQuery } from '@apollo/client/react'
import BlockIcon from '@mui/icons-material/BlockRounded'
import CheckIcon from '@mui/icons-material/CheckCircleOutlineRounded'
import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { useTranslation } from 'react-i18next'
import { Link as RouterLink } from 'react-router'
import { AccessSteps } from '../../components/access/AccessSteps.tsx'
import { useAccessText } from '../../components/access/use-access-text.ts'
import { ErrorState } from '../../components/ErrorState.tsx'
import type { AccessSteps_StepFragment } from '../../gql/graphql.ts'
import { canDo, useViewer } from '../../lib/viewer.ts'
import { ExplainAccessDocument, SubjectEmployeeDocument } from './documents.ts'
import type { ExplainAddress } from './explain-address.ts'

export type VerdictProps = { address: ExplainAddress; recordId: string | null }

/** Yes or no, and the rules that say so, each with the way to where it is changed. */
export function Verdict({ address, recordId }: VerdictProps) {
  const { t } = useTranslation('access')
  const { data, error, refetch } = useQuery(ExplainAccessDocument, {
    variables: {
      employeeId: address.employee,
      roleId: address.role,
      ...(address.action ? { action: address.action } : { entity: address.entity, field: address.field }),
      recordId,
    },
    fetchPolicy: 'cache-and-network',
  })
  const changePath = useChangePath(address)
  const answer = data?.explainAccess
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!answer) return <Skeleton variant="rounded" height={140} />
  const Icon = answer.isAllowed ? CheckIcon : BlockIcon
  return (
    <Box role="status">
      <Typography
        variant="h2"
        sx={{
          display: 'flex',
          alignItems: 'center',
          gap: 1,
          mb: 1.5,
          color: answer.isAllowed ? 'tone.onTrack.main' : 'tone.overdue.main',
        }}
      >
        <Icon aria-hidden sx={{ fontSize: 22 }} />
        {t(
          answer.isAllowed && answer.access
            ? `verdict.${answer.access}`
            : answer.isAllowed
              ? 'verdict.allowed'
              : address.action
                ? 'verdict.denied'
                : 'verdict.NONE',
        )}
      </Typography>
      <AccessSteps
        steps={answer.steps}
        change={(step) => {
          const path = changePath(step)
          return (
            path && (
              <Link component={RouterLink} to={path} variant="body2" sx={{ whiteSpace: 'nowrap' }}>
                {t('step.change')}
              </Link>
            )
          )
        }}
      />
    </Box>
  )
}

/** Where the rule of a step is changed; null when it is no rule, or not for the viewer to change. */
function useChangePath(address: ExplainAddress): (step: AccessSteps_StepFragment) => string | null {
  const viewer = useViewer()
  const text = useAccessText()
  const { data } = useQuery(SubjectEmployeeDocument, { skip: !address.employee })
  const roleId = address.role ?? data?.employees?.nodes.find(({ id }) => id === address.employee)?.role?.id ?? null

  return (step) => {
    const entity = step.entity ?? address.entity
    const field = step.field ?? address.field
    switch (step.rule) {
      case 'FIELD_EXCEPTION':
      case 'ACTION_EXCEPTION':
      case 'SCOPE_EXCEPTION':
      case 'INACTIVE':
        return address.employee && canDo(viewer, 'staff.manage') ? `/staff/${address.employee}` : null
      case 'ROLE_FIELD':
      case 'UNDECIDED_FIELD':
      case 'SOURCE_CLOSED':
        return toRole({ tab: 'fields', entity, focus: `${entity}.${field}` })
      case 'ROLE_SCOPE':
        return toRole({ tab: 'rows', focus: entity })
      case 'ROLE_ACTION':
        return toRole({ tab: 'actions', q: address.action && text.action(address.action) })
      default:
        return null
    }
  }

  function toRole(parameters: Record<string, string | null>): string | null {
    if (!roleId || !canDo(viewer, 'role.manage')) return null
    const given = Object.entries(parameters).flatMap(([key, value]) => (value ? [[key, value]] : []))
    return `/roles/${roleId}?${new URLSearchParams(given)}`
  }
}
