import { client } from '../../table/generated/client.ts'
import { ListPage } from '../../table/ListPage.tsx'
import type { ListDefinition } from '../../table/list-definition.ts'

const definition: ListDefinition = {
  source: client,
  columns: ['name', 'kind', 'inn', 'phone', 'email', 'city', 'region', 'createdAt'],
  pinned: ['name'],
  sort: [{ field: 'name', isDescending: false }],
  card: {
    title: ['name'],
    lines: [
      ['phone', 'email'],
      ['city', 'inn'],
    ],
  },
  empty: { text: 'clients', link: { to: '/requests/new', text: 'newRequest', action: 'serviceRequest.create' } },
}

export function Component() {
  return <ListPage definition={definition} />
}
