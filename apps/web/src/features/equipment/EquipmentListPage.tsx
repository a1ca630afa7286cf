import { equipment } from '../../table/generated/equipment.ts'
import { ListPage } from '../../table/ListPage.tsx'
import type { ListDefinition } from '../../table/list-definition.ts'

const definition: ListDefinition = {
  source: equipment,
  columns: ['serialNumber', 'model', 'category', 'manufacturer', 'client', 'purchasedOn', 'warrantyUntil', 'createdAt'],
  pinned: ['serialNumber'],
  sort: [{ field: 'createdAt', isDescending: true }],
  card: { title: ['model'], lines: [['serialNumber', 'manufacturer'], ['client']] },
  empty: { text: 'equipment', link: { to: '/requests/new', text: 'newRequest', action: 'serviceRequest.create' } },
}

export function Component() {
  return <ListPage definition={definition} />
}
