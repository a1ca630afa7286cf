import { useApolloClient } from '@apollo/client/react'
import Button from '@mui/material/Button'
import { useTranslation } from 'react-i18next'
import { askIdentity } from '../../lib/sudo.ts'
import { useViewer } from '../../lib/viewer.ts'
import { outboxMessage } from '../../table/generated/outboxMessage.ts'
import { ListPage } from '../../table/ListPage.tsx'
import type { ListDefinition } from '../../table/list-definition.ts'

const definition: ListDefinition = {
  source: outboxMessage,
  columns: [
    'createdAt',
    'subject',
    'recipient',
    'status',
    'template',
    'repair',
    'request',
    'attempts',
    'lastError',
    'sentAt',
  ],
  sort: [{ field: 'createdAt', isDescending: true }],
  periodField: 'createdAt',
  views: ({ canFilter }) =>
    canFilter('status')
      ? [{ key: 'failed', filter: { field: 'status', operator: 'EQUALS', values: ['FAILED'] }, hasCount: true }]
      : [],
  card: { title: ['subject'], status: 'status', lines: [['recipient'], ['createdAt', 'template']] },
  empty: { text: 'messages' },
}

/** Letters that open an account are shown to administrators alone, and to them for some minutes after they are asked. */
export function Component() {
  const { t } = useTranslation('table')
  const client = useApolloClient()
  const { isAdmin, viewedBy } = useViewer()
  if (!isAdmin || viewedBy) return <ListPage definition={definition} />
  const prove = async () => {
    if (await askIdentity()) await client.resetStore().catch(() => undefined)
  }
  return (
    <ListPage
      definition={definition}
      action={
        <Button variant="outlined" onClick={() => void prove()} sx={{ flex: 'none', mr: 1, ml: 0.5 }}>
          {t('message.prove')}
        </Button>
      }
    />
  )
}
