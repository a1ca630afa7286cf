import Box from '@mui/material/Box'
import { Link as RouterLink } from 'react-router'
import { Cell } from './Cell.tsx'
import type { TableFields } from './columns.ts'
import type { ListDefinition } from './list-definition.ts'
import type { ListItem } from './record-list.ts'
import { recordPath } from './record-path.ts'
import { type RowData, valueAt } from './table-source.ts'
import { type RowFragment, useRow } from './use-row.ts'

export type RecordCardProps = {
  definition: ListDefinition
  fields: TableFields
  item: ListItem
  index: number
  fragment: RowFragment
  /** The place it stands in says the status already. */
  isStatusHidden?: boolean
}

/** A record as a card: title and status, two lines. Rows of a phone and cards of the board. */
export function RecordCard({ definition, fields, item, index, fragment, isStatusHidden = false }: RecordCardProps) {
  const { card, source } = definition
  const row = useRow(source, item.id, fragment)
  const path = recordPath(source.entity, item)
  const content = (
    <>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, minHeight: 22 }}>
        <Box sx={{ flex: 1, minWidth: 0, fontWeight: 500 }}>
          <Line keys={card.title} fields={fields} row={row} index={index} />
        </Box>
        {card.status && !isStatusHidden && (
          <Box sx={{ flex: 'none' }}>
            <Line keys={[card.status]} fields={fields} row={row} index={index} />
          </Box>
        )}
      </Box>
      {card.lines.map((keys, i) => (
        <Box
          key={keys.join()}
          sx={{ typography: 'body2', color: i === 0 ? 'text.primary' : 'text.secondary', minHeight: 18 }}
        >
          <Line keys={keys} fields={fields} row={row} index={index + i} />
        </Box>
      ))}
    </>
  )
  const style = {
    display: 'flex',
    flexDirection: 'column',
    gap: 0.5,
    height: '100%',
    color: 'inherit',
    textDecoration: 'none',
    minWidth: 0,
  } as const
  if (!path) return <Box sx={style}>{content}</Box>
  return (
    <Box component={RouterLink} to={path} sx={{ ...style, '&:focus-visible': { outlineOffset: -2 } }}>
      {content}
    </Box>
  )
}

type LineProps = {
  keys: readonly string[]
  fields: TableFields
  row: Partial<RowData> | undefined
  index: number
}

/** Values side by side; what is empty takes no place. */
function Line({ keys, fields, row, index }: LineProps) {
  const shown = keys.flatMap((key) => {
    const column = fields.column(key)
    if (!column) return []
    const value = valueAt(row, column.source.field)
    return value === null || value === '' || value === 'NONE' ? [] : [column]
  })
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, minWidth: 0, whiteSpace: 'nowrap' }}>
      {shown.map((column, i) => (
        <Box
          key={column.key}
          component="span"
          // A card is one link: what stands in it is text.
          sx={{
            minWidth: 0,
            overflow: 'hidden',
            textOverflow: 'ellipsis',
            flex: i === shown.length - 1 ? '0 1 auto' : 'none',
            maxWidth: i === 0 && shown.length > 1 ? '75%' : '100%',
          }}
        >
          <Cell column={column} row={row} rowIndex={index} isPlain />
        </Box>
      ))}
    </Box>
  )
}
