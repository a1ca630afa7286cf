import CloseIcon from '@mui/icons-material/CloseRounded'
import ReplayIcon from '@mui/icons-material/ReplayRounded'
import Box from '@mui/material/Box'
import IconButton from '@mui/material/IconButton'
import LinearProgress from '@mui/material/LinearProgress'
import { useTranslation } from 'react-i18next'
import type { PendingFile, Uploads } from './use-uploads.ts'

interface Props {
  files: readonly PendingFile[]
  uploads: Pick<Uploads, 'remove' | 'retry'>
}

/** Files on their way: how far each is, a way to stop it, and to go on after a lost connection. */
export function PendingFiles({ files, uploads }: Props) {
  const { t } = useTranslation(['documents', 'errors'])
  if (files.length === 0) return null
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 0.5 }}>
      {files.map((file) => (
        <Box
          component="li"
          key={file.key}
          sx={{ display: 'flex', alignItems: 'center', gap: 1, minHeight: 32, fontSize: 13 }}
        >
          <Box sx={{ flex: 1, minWidth: 0 }}>
            <Box sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{file.name}</Box>
            {file.error ? (
              <Box role="alert" sx={{ color: 'error.main' }}>
                {t(file.error === 'OFFLINE' ? 'offline' : `errors:${file.error}`)}
              </Box>
            ) : (
              file.fileId === null && (
                <LinearProgress
                  variant="determinate"
                  value={file.share * 100}
                  aria-label={t('uploading', { name: file.name })}
                />
              )
            )}
          </Box>
          {file.error === 'OFFLINE' && (
            <IconButton
              size="small"
              aria-label={t('retry', { name: file.name })}
              onClick={() => uploads.retry(file.key)}
            >
              <ReplayIcon fontSize="small" />
            </IconButton>
          )}
          <IconButton
            size="small"
            aria-label={t('cancel', { name: file.name })}
            onClick={() => uploads.remove(file.key)}
          >
            <CloseIcon fontSize="small" />
          </IconButton>
        </Box>
      ))}
    </Box>
  )
}
