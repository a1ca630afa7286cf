import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useTranslation } from 'react-i18next'
import type { CatalogField } from '../../lib/catalog.ts'
import { useFormat } from '../../lib/format.ts'
import { FieldText } from './FieldText.tsx'
import type { FieldValue } from './field-value.ts'
import type { ChangeAuthor } from './record-editing.ts'

interface Props {
  entity: string
  field: CatalogField
  mine: FieldValue
  current: FieldValue
  by: ChangeAuthor | null
  onKeepMine: () => void
  onTakeCurrent: () => void
}

/** Two people wrote the same field: both values, and the choice between them. Nothing is lost until it is made. */
export function FieldConflict({ entity, field, mine, current, by, onKeepMine, onTakeCurrent }: Props) {
  const { t } = useTranslation('record')
  const { dateTime } = useFormat()
  const who = by?.name ?? t('somebody')
  return (
    <Box role="alert" sx={{ border: 1, borderColor: 'warning.main', borderRadius: 1, p: 1.5, my: 0.5 }}>
      <Typography variant="body2" sx={{ fontWeight: 500, mb: 1 }}>
        {by ? t('conflict.title', { who, when: dateTime(by.at) }) : t('conflict.titleUnknown')}
      </Typography>
      <Box sx={{ display: 'grid', gridTemplateColumns: 'auto minmax(0, 1fr)', columnGap: 1.5, rowGap: 0.5, mb: 1.5 }}>
        <Typography variant="caption" color="textSecondary">
          {t('conflict.theirs')}
        </Typography>
        <FieldText entity={entity} field={field} value={current} />
        <Typography variant="caption" color="textSecondary">
          {t('conflict.mine')}
        </Typography>
        <FieldText entity={entity} field={field} value={mine} />
      </Box>
      <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap' }}>
        <Button size="small" variant="contained" autoFocus onClick={onKeepMine}>
          {t('conflict.keepMine')}
        </Button>
        <Button size="small" onClick={onTakeCurrent}>
          {t('conflict.takeTheirs')}
        </Button>
      </Stack>
    </Box>
  )
}
