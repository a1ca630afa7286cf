import CloseIcon from '@mui/icons-material/CloseRounded'
import FileIcon from '@mui/icons-material/InsertDriveFileOutlined'
import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import IconButton from '@mui/material/IconButton'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../../lib/format.ts'
import { type AttachedDocument, fileAddress, isPicture, thumbnailAddress } from './document-files.ts'

interface Props {
  document: AttachedDocument
  /** Shows a picture in place; other files open in their own tab. */
  onPreview?: (document: AttachedDocument) => void
  /** Absent: this viewer may not take it off. */
  onRemove?: (document: AttachedDocument) => void
}

/** One attached file: a small picture or the sign of its kind, its name, when and by whom it was attached. */
export function DocumentTile({ document, onPreview, onRemove }: Props) {
  const { t } = useTranslation('documents')
  const { bytes, dateTime } = useFormat()
  const { file } = document
  if (!file) return null
  const name = file.name ?? ''
  const about = [
    name,
    file.size !== null && bytes(file.size),
    document.attachedBy?.name,
    document.attachedAt && dateTime(document.attachedAt),
  ]
    .filter(Boolean)
    .join('\n')
  const hasPreview = onPreview && isPicture(document)

  return (
    <Box sx={{ position: 'relative', width: 104, '&:hover .remove, &:focus-within .remove': { opacity: 1 } }}>
      <ButtonBase
        title={about}
        {...(hasPreview
          ? { onClick: () => onPreview(document) }
          : { component: 'a', href: fileAddress(document.id), target: '_blank', rel: 'noopener' })}
        sx={{
          display: 'block',
          width: 104,
          textAlign: 'left',
          borderRadius: 1,
          '&:focus-visible': { outline: '2px solid', outlineColor: 'primary.main' },
        }}
      >
        <Box
          sx={{
            height: 72,
            border: 1,
            borderColor: 'divider',
            borderRadius: 1,
            overflow: 'hidden',
            display: 'grid',
            placeItems: 'center',
            bgcolor: 'background.default',
            color: 'text.secondary',
          }}
        >
          {file.hasThumbnail ? (
            <Box
              component="img"
              src={thumbnailAddress(document.id)}
              alt=""
              loading="lazy"
              sx={{ width: 104, height: 72, objectFit: 'cover' }}
            />
          ) : (
            <Box sx={{ textAlign: 'center', fontSize: 12 }}>
              <FileIcon sx={{ display: 'block', mx: 'auto' }} />
              {extension(name)}
            </Box>
          )}
        </Box>
        <Box
          sx={{
            fontSize: 12,
            lineHeight: '16px',
            mt: 0.5,
            overflow: 'hidden',
            textOverflow: 'ellipsis',
            whiteSpace: 'nowrap',
          }}
        >
          {name}
        </Box>
      </ButtonBase>
      {onRemove && (
        <IconButton
          className="remove"
          size="small"
          aria-label={t('remove', { name })}
          onClick={() => onRemove(document)}
          sx={{
            position: 'absolute',
            top: 4,
            right: 4,
            p: 0.25,
            bgcolor: 'background.paper',
            border: 1,
            borderColor: 'divider',
            opacity: { xs: 1, md: 0 },
            '&:hover': { bgcolor: 'background.paper', color: 'error.main' },
          }}
        >
          <CloseIcon sx={{ fontSize: 14 }} />
        </IconButton>
      )}
    </Box>
  )
}

function extension(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(dot + 1).toUpperCase() : ''
}
