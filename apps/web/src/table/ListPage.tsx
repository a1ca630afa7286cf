import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { usePageTitle } from '../lib/title.ts'
import type { ListDefinition } from './list-definition.ts'
import { RecordTable } from './RecordTable.tsx'

/** The page of an entity's list: its name and its table. */
export function ListPage({ definition, action }: { definition: ListDefinition; action?: ReactNode }) {
  const { t } = useTranslation('values')
  const title = t(`entities.${definition.source.entity}`)
  usePageTitle(title)
  return <RecordTable definition={definition} label={title} action={action} />
}
