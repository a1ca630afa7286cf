import CloseIcon from '@mui/icons-material/CloseRounded'
import DownloadIcon from '@mui/icons-material/DownloadRounded'
import PreviousIcon from '@mui/icons-material/KeyboardArrowLeftRounded'
import NextIcon from '@mui/icons-material/KeyboardArrowRightRounded'
import Box from '@mui/material/Box'
import Dialog from '@mui/material/Dialog'
import IconButton from '@mui/material/IconButton'
import { useTranslation } from 'react-i18next'
import { type AttachedDocument, downloadAddress, fileAddress } from './document-files.ts'

interface Props {
  pictures: readonly AttachedDocument[]
  shown: AttachedDocument
  onShow: (document: AttachedDocument) => void
  onClose: () => void
}

/** One picture at a time, the others by the arrows. */
export function PicturePreview({ pictures, shown, onShow, onClose }: Props) {
  const { t } = useTranslation('documents')
  const index = pictures.findIndex((picture) => picture.id === shown.id)
  const name = shown.file?.name ?? ''
  const step = (by: number) => {
    const next = pictures[index + by]
    if (next) onShow(next)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      maxWidth={false}
      aria-label={name}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') step(-1)
        if (event.key === 'ArrowRight') step(1)
      }}
    >
      <Box
        sx={{ display: 'flex', alignItems: 'center', gap: 1, px: 2, py: 1, borderBottom: 1, borderColor: 'divider' }}
      >
        <Box sx={{ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
          {name}
        </Box>
        <IconButton size="small" disabled={index <= 0} aria-label={t('previous')} onClick={() => step(-1)}>
          <PreviousIcon />
        </IconButton>
        <IconButton size="small" disabled={index >= pictures.length - 1} aria-label={t('next')} onClick={() => step(1)}>
          <NextIcon />
        </IconButton>
        <IconButton size="small" component="a" href={downloadAddress(shown.id)} aria-label={t('download', { name })}>
          <DownloadIcon />
        </IconButton>
        <IconButton size="small" aria-label={t('close')} onClick={onClose}>
          <CloseIcon />
        </IconButton>
      </Box>
      <Box
        component="img"
        src={fileAddress(shown.id)}
        alt={name}
        sx={{
          display: 'block',
          maxWidth: '90vw',
          maxHeight: '80vh',
          objectFit: 'contain',
          minWidth: 240,
          minHeight: 160,
        }}
      />
    </Dialog>
  )
}
