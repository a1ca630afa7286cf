import Box from '@mui/material/Box'
import type { CatalogField } from '../../lib/catalog.ts'
import { editorKind, type FieldValue } from './field-value.ts'
import { useFieldText } from './use-field-text.ts'

interface Props {
  entity: string
  field: CatalogField
  value: FieldValue
  isFaint?: boolean
}

/** A value as it is read; a dash stands for an empty one. */
export function FieldText({ entity, field, value, isFaint = false }: Props) {
  const { text, exactText } = useFieldText()
  const isEmpty = value === null || value === ''
  const kind = editorKind(field)
  return (
    <Box
      component="span"
      title={kind === 'EMAIL' && typeof value === 'string' ? value : exactText(field, value)}
      sx={{
        minWidth: 0,
        overflowWrap: 'anywhere',
        whiteSpace: kind === 'MULTILINE' ? 'pre-wrap' : undefined,
        // a hyphen of an address is no place to break it
        ...(kind === 'EMAIL' && { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
        fontVariantNumeric: 'tabular-nums',
        color: isEmpty ? 'text.disabled' : undefined,
        opacity: isFaint ? 0.6 : 1,
      }}
    >
      {isEmpty ? '—' : text(entity, field, value)}
    </Box>
  )
}
