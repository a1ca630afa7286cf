import AddIcon from '@mui/icons-material/AddPhotoAlternateOutlined'
import CloseIcon from '@mui/icons-material/CloseRounded'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import Typography from '@mui/material/Typography'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { acceptedFiles } from '../../components/record/documents/document-files.ts'
import { PendingFiles } from '../../components/record/documents/PendingFiles.tsx'
import { useUploads } from '../../components/record/documents/use-uploads.ts'
import type { DraftFile } from './use-request-draft.ts'

interface Props {
  files: readonly DraftFile[]
  onChange: (files: readonly DraftFile[]) => void
  onBusy: (isBusy: boolean) => void
}

/** Photos and papers of a request that is not sent yet; they are stored as soon as they are chosen. */
export function NewRequestFiles({ files, onChange, onBusy }: Props) {
  const { t } = useTranslation(['requests', 'documents'])
  const chooser = useRef<HTMLInputElement>(null)
  const uploads = useUploads((arrived) =>
    onChange([...files, ...arrived.map(({ fileId, name }) => ({ id: fileId, name }))]),
  )
  useEffect(() => onBusy(uploads.isBusy), [uploads.isBusy, onBusy])

  return (
    <Box
      component="section"
      sx={{ display: 'grid', gap: 1.5 }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        uploads.add(event.dataTransfer.files)
      }}
    >
      <Typography variant="h2">{t('new.files')}</Typography>
      {files.length > 0 && (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          {files.map((file) => (
            <Box
              component="li"
              key={file.id}
              sx={{
                display: 'flex',
                alignItems: 'center',
                gap: 0.5,
                border: 1,
                borderColor: 'divider',
                borderRadius: 1,
                pl: 1,
                fontSize: 13,
              }}
            >
              {file.name}
              <IconButton
                size="small"
                aria-label={t('documents:remove', { name: file.name })}
                onClick={() => onChange(files.filter((each) => each.id !== file.id))}
              >
                <CloseIcon />
              </IconButton>
            </Box>
          ))}
        </Box>
      )}
      <PendingFiles files={uploads.files} uploads={uploads} />
      <div>
        <Button variant="outlined" startIcon={<AddIcon />} onClick={() => chooser.current?.click()}>
          {t('new.addFiles')}
        </Button>
        <input
          ref={chooser}
          type="file"
          hidden
          multiple
          accept={acceptedFiles}
          aria-label={t('new.addFiles')}
          onChange={(event) => {
            if (event.target.files) uploads.add([...event.target.files])
            event.target.value = ''
          }}
        />
      </div>
    </Box>
  )
}
