import Box from '@mui/material/Box'
import { useMemo, useState } from 'react'
import type { FilterInput } from '../gql/graphql.ts'
import { type BoardChange, BoardColumn } from './BoardColumn.tsx'
import type { TableFields } from './columns.ts'
import { combine } from './filter.ts'
import { cardKeys, type ListDefinition } from './list-definition.ts'
import { columnFlags, rowFragment, valueAt } from './table-source.ts'
import type { SortKey } from './url-state.ts'
import { useChanges } from './use-changes.ts'

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
  const [listeners] = useState(() => new Set<(change: BoardChange) => void>())
  const field = board && fields.column(board.field)
  const shownKeys = cardKeys(definition, fields)
  const flags = columnFlags(source, board ? [...shownKeys, board.field] : shownKeys)
  const fragment = rowFragment(source, shownKeys)

  useChanges(source, flags, ({ id, title, record }) => {
    const value = field && valueAt(record, field.source.field)
    for (const listener of listeners) listener({ id, title, value: typeof value === 'string' ? value : null })
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
          fragment={fragment}
          listeners={listeners}
        />
      ))}
    </Box>
  )
}
