import { useQuery } from '@apollo/client/react'
import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import Paper from '@mui/material/Paper'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link as RouterLink, useParams } from 'react-router'
import { RuleDifferences } from '../../components/access/RuleDifferences.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { PageSkeleton } from '../../components/PageSkeleton.tsx'
import { BackLink } from '../../components/record/BackLink.tsx'
import { graphql } from '../../gql/index.ts'
import { organisationTimeZone } from '../../lib/format.ts'
import { useListWalk } from '../../table/list-walk.ts'
import { recordPath } from '../../table/record-path.ts'
import { readDetails } from './audit-details.ts'
import { useAuditText } from './use-audit-text.ts'

const AuditEntryDocument = graphql(`
  query AuditEntry($id: ID!) {
    auditEntry(id: $id) {
      id
      createdAt
      kind
      ip
      subjectType
      subjectId
      subject
      details
      actor {
        id
        name
      }
    }
  }
`)

/** One entry of the audit log, in words. */
export function Component() {
  const { id = '' } = useParams()
  const { t, i18n } = useTranslation(['audit', 'values', 'fields', 'common'])
  const text = useAuditText()
  const { data, error, refetch } = useQuery(AuditEntryDocument, { variables: { id } })
  const { listUrl } = useListWalk('auditEntry')
  const entry = data?.auditEntry

  if (error && !data) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton kind="terms" />
  const listPath = listUrl ?? '/audit'
  if (!entry) {
    const back = <BackLink to={listPath}>{t('audit:back')}</BackLink>
    return <EmptyState isPage title={t('audit:notFound')} text={t('audit:notFoundText')} action={back} />
  }

  const { actor, subjectType, subjectId, subject } = entry
  // one second may matter here
  const instant = new Intl.DateTimeFormat(i18n.language, {
    timeZone: organisationTimeZone(),
    dateStyle: 'long',
    timeStyle: 'long',
  })
  const { changes, operation, action, facts } = readDetails(entry.details)
  const actorPath = actor && recordPath('employee', { id: actor.id, title: actor.name ?? null })
  const subjectPath = subjectType && subjectId ? pathOf(subjectType, subjectId, subject ?? null) : null
  const operationName = operation && text.operationName(operation, action, subjectType ?? null)
  // a refused reading is named after what it reads
  const subjectName = subject ?? (subjectType && !operation ? t(`values:entities.${subjectType}`) : null)

  return (
    <>
      <PageHeader
        title={entry.kind ? t(`values:auditKind.${entry.kind}`) : t('values:entity.auditEntry')}
        back={{ to: listPath, label: t('values:entities.auditEntry') }}
      />
      <Box sx={{ px: { xs: 2, md: 3 }, pb: 4, maxWidth: 760, display: 'flex', flexDirection: 'column', gap: 2 }}>
        <Terms>
          {entry.createdAt && (
            <Term name={t('fields:auditEntry.createdAt')}>
              <time dateTime={entry.createdAt}>{instant.format(new Date(entry.createdAt))}</time>
            </Term>
          )}
          <Term name={t('fields:auditEntry.actor')}>
            {actor ? <MaybeLink path={actorPath}>{actor.name}</MaybeLink> : t('audit:nobody')}
          </Term>
          {subjectName && (
            <Term name={t('fields:auditEntry.subject')}>
              {subject && subjectType && `${t(`values:entity.${subjectType}`)} `}
              <MaybeLink path={subjectPath}>{subjectName}</MaybeLink>
            </Term>
          )}
          {entry.ip && <Term name={t('fields:auditEntry.ip')}>{entry.ip}</Term>}
          {operation && (
            <Term name={text.factName('operation')}>
              {operationName ?? (
                <Box component="code" sx={{ fontFamily: 'ui-monospace, monospace', fontSize: 12 }}>
                  {operation}
                </Box>
              )}
            </Term>
          )}
          {facts.map((fact) => (
            <Term key={fact.key} name={text.factName(fact.key)}>
              {text.factValue(fact, subjectType ?? '')}
            </Term>
          ))}
        </Terms>
        {changes.length > 0 && (
          <Paper variant="outlined" sx={{ p: 2 }} component="section" aria-labelledby="audit-changes">
            <Typography id="audit-changes" variant="subtitle2" component="h2" sx={{ mb: 0.5 }}>
              {t('audit:changes')}
            </Typography>
            <RuleDifferences changes={changes} />
          </Paper>
        )}
      </Box>
    </>
  )
}

/** Whoever reads the log is at home in the settings: a role has a page there, though it is no record. */
function pathOf(type: string, id: string, title: string | null): string | null {
  return type === 'role' ? `/roles/${id}` : recordPath(type, { id, title })
}

function Terms({ children }: { children: ReactNode }) {
  return (
    <Box
      component="dl"
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: '1fr', sm: 'max-content 1fr' },
        columnGap: 2,
        rowGap: { xs: 0, sm: 0.5 },
        m: 0,
      }}
    >
      {children}
    </Box>
  )
}

function Term({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <Typography component="dt" color="textSecondary">
        {name}
      </Typography>
      <Typography component="dd" sx={{ m: 0, mb: { xs: 1, sm: 0 }, overflowWrap: 'anywhere' }}>
        {children}
      </Typography>
    </>
  )
}

function MaybeLink({ path, children }: { path: string | null | undefined; children: ReactNode }) {
  if (!path) return children
  return (
    <Link component={RouterLink} to={path}>
      {children}
    </Link>
  )
}
