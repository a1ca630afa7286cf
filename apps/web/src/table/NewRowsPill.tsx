import ArrowUpIcon from '@mui/icons-material/ArrowUpwardRounded'
import Button from '@mui/material/Button'
import { useTranslation } from 'react-i18next'

/** New records have come; they are shown when the reader wants them, not under his hands. */
export function NewRowsPill({ count, onShow }: { count: number; onShow: () => void }) {
  const { t } = useTranslation('table')
  if (count === 0) return null
  return (
    <Button
      variant="contained"
      size="small"
      startIcon={<ArrowUpIcon />}
      onClick={onShow}
      sx={{
        position: 'absolute',
        zIndex: 4,
        top: { xs: 8, sm: 44 },
        left: '50%',
        transform: 'translateX(-50%)',
        borderRadius: 16,
        boxShadow: 'var(--mui-palette-floatShadow)',
      }}
    >
      {t('new', { count })}
    </Button>
  )
}
