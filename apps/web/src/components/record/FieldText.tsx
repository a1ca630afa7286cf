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
  return (
    <Box
      component="span"
      title={exactText(field, value)}
      sx={{
        minWidth: 0,
        overflowWrap: 'anywhere',
        whiteSpace: editorKind(field) === 'MULTILINE' ? 'pre-wrap' : undefined,
        fontVariantNumeric: 'tabular-nums',
        color: isEmpty ? 'text.disabled' : undefined,
        opacity: isFaint ? 0.6 : 1,
      }}
    >
      {isEmpty ? '—' : text(entity, field, value)}
    </Box>
  )
}
