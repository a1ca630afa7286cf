import { useQuery } from '@apollo/client/react'
import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import Paper from '@mui/material/Paper'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link as RouterLink, useParams } from 'react-router'
import { DateText } from '../../components/DateText.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { ErrorState } from '../../components/ErrorState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { PageSkeleton } from '../../components/PageSkeleton.tsx'
import { ToneChip } from '../../components/ToneChip.tsx'
import { graphql } from '../../gql/index.ts'
import { useListWalk } from '../../table/list-walk.ts'
import { recordPath } from '../../table/record-path.ts'
import { letterParts } from './letter-text.ts'

const MessageDocument = graphql(`
  query Message($id: ID!) {
    outboxMessage(id: $id) {
      id
      createdAt
      template
      recipient
      subject
      text
      status
      lastError
      sentAt
      repair {
        id
        number
      }
      request {
        id
        number
      }
    }
  }
`)

/** A letter as it was sent, or as it would have been if there were a mail server. */
export function Component() {
  const { id = '' } = useParams()
  const { t } = useTranslation(['table', 'fields', 'values', 'common'])
  const { data, error, refetch } = useQuery(MessageDocument, { variables: { id } })
  const { listUrl } = useListWalk('outboxMessage')
  const message = data?.outboxMessage
  const back = { to: listUrl ?? '/messages', label: t('table:message.back') }

  if (error && !data) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton kind="card" />
  if (!message) return <EmptyState isPage title={t('common:notFound.title')} text={t('common:notFound.text')} />

  const records = [
    { entity: 'repair', record: message.repair },
    { entity: 'serviceRequest', record: message.request },
  ].flatMap(({ entity, record }) => {
    const title = record?.number
    const path = record && title ? recordPath(entity, { id: record.id, title }) : null
    return path && title ? [{ entity, title, path }] : []
  })

  return (
    <>
      <PageHeader
        title={message.subject || t('table:message.noSubject')}
        back={back}
        chips={
          message.status && (
            <ToneChip
              tone={message.status === 'FAILED' ? 'overdue' : message.status === 'SENT' ? 'onTrack' : 'waitingOther'}
            >
              {t(`values:messageStatus.${message.status}`)}
            </ToneChip>
          )
        }
      />
      <Box sx={{ px: { xs: 2, md: 3 }, pb: 4, maxWidth: 760, display: 'flex', flexDirection: 'column', gap: 2 }}>
        {message.status === 'STORED' && <Alert severity="info">{t('table:message.storedHint')}</Alert>}
        {message.status === 'QUEUED' && <Alert severity="info">{t('table:message.queuedHint')}</Alert>}
        {message.status === 'FAILED' && (
          <Alert severity="error">{t('table:message.failedHint', { error: message.lastError ?? '—' })}</Alert>
        )}
        <Box
          component="dl"
          sx={{ display: 'grid', gridTemplateColumns: 'max-content 1fr', columnGap: 2, rowGap: 0.5, m: 0 }}
        >
          <Term name={t('fields:outboxMessage.recipient')}>{message.recipient}</Term>
          <Term name={t('fields:outboxMessage.createdAt')}>
            <DateText value={message.createdAt} />
          </Term>
          {message.sentAt && (
            <Term name={t('fields:outboxMessage.sentAt')}>
              <DateText value={message.sentAt} />
            </Term>
          )}
          {records.map(({ entity, title, path }) => (
            <Term key={entity} name={t(`values:entity.${entity}`)}>
              <Link component={RouterLink} to={path}>
                {title}
              </Link>
            </Term>
          ))}
        </Box>
        <Paper variant="outlined" sx={{ p: { xs: 2, sm: 3 } }}>
          <Typography sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {letterParts(message.text ?? '').map(({ text, href }, i) =>
              href ? (
                <Link key={i} underline="always" href={href} target="_blank" rel="noopener noreferrer">
                  {text}
                </Link>
              ) : (
                text
              ),
            )}
          </Typography>
        </Paper>
      </Box>
    </>
  )
}

function Term({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <Typography component="dt" color="textSecondary">
        {name}
      </Typography>
      <Typography component="dd" sx={{ m: 0 }}>
        {children}
      </Typography>
    </>
  )
}
