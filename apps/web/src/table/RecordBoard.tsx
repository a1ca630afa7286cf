import { useSubscription } from '@apollo/client/react'
import Box from '@mui/material/Box'
import { useMemo, useState } from 'react'
import type { FilterInput } from '../gql/graphql.ts'
import { type BoardChange, BoardColumn } from './BoardColumn.tsx'
import type { TableFields } from './columns.ts'
import { combine } from './filter.ts'
import { cardKeys, type ListDefinition } from './list-definition.ts'
import { columnFlags, documentsOf, valueAt } from './table-source.ts'
import type { SortKey } from './url-state.ts'

export type RecordBoardProps = {
  definition: ListDefinition
  fields: TableFields
  filter: FilterInput | null
  search: string
  sort: readonly SortKey[]
}

/** The list as a board: a column for each status, cards that move by themselves when somebody moves the record. */
export function RecordBoard({ definition, fields, filter, search, sort }: RecordBoardProps) {
  const { source, board } = definition
  const documents = documentsOf(source)
  const [listeners] = useState(() => new Set<(change: BoardChange) => void>())
  const field = board && fields.column(board.field)
  const flags = columnFlags(source, [
    ...cardKeys(definition, fields),
    ...(board ? [board.field] : []),
    ...(source.title ? [source.title] : []),
  ])

  useSubscription(documents.live ?? documents.row, {
    skip: documents.live === null,
    variables: flags,
    ignoreResults: true,
    onData: ({ data: { data } }) => {
      const change = data && valueAt(data, `${source.entity}Changed`)
      const id = valueAt(change, 'id')
      if (typeof id !== 'string' || !field) return
      const title = source.title && valueAt(change, `${source.entity}.${source.title}`)
      const value = valueAt(change, `${source.entity}.${field.source.field}`)
      for (const listener of listeners) {
        listener({
          id,
          title: typeof title === 'string' ? title : null,
          value: typeof value === 'string' ? value : null,
        })
      }
    },
  })

  const columns = useMemo(
    () =>
      (field?.field.values ?? []).map((value) => ({
        value,
        filter: combine([filter, { field: field?.key ?? '', operator: 'EQUALS', values: [value] }]),
      })),
    [field, filter],
  )
  if (!board || !field) return null

  return (
    <Box
      sx={{
        flex: 1,
        minHeight: 0,
        display: 'flex',
        gap: 1.5,
        px: { xs: 2, md: 3 },
        pt: 0.5,
        pb: 1.5,
        overflowX: 'auto',
        scrollSnapType: { xs: 'x mandatory', sm: 'none' },
      }}
    >
      {columns.map((column) => (
        <BoardColumn
          key={column.value}
          definition={definition}
          fields={fields}
          value={column.value}
          isFoldedAtFirst={board.folded.includes(column.value)}
          filter={column.filter}
          search={search}
          sort={sort}
          flags={flags}
          listeners={listeners}
        />
      ))}
    </Box>
  )
}
