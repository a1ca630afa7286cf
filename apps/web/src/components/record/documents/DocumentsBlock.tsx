import AddIcon from '@mui/icons-material/AddRounded'
import CameraIcon from '@mui/icons-material/PhotoCameraOutlined'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { type DragEvent, type ReactNode, type RefObject, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentType } from '../../../gql/graphql.ts'
import { useCan } from '../../../lib/viewer.ts'
import { DocumentTile } from './DocumentTile.tsx'
import { type AttachedDocument, acceptedFiles, isPicture } from './document-files.ts'
import { PendingFiles } from './PendingFiles.tsx'
import { PicturePreview } from './PicturePreview.tsx'
import { attachButtonId, documentPlaceId } from './reveal-documents.ts'
import { type RecordRef, useDocuments } from './use-documents.ts'
import { useUploads } from './use-uploads.ts'

interface Props {
  owner: RecordRef
  documents: readonly AttachedDocument[]
  /** Types that have their place on this card, in its order; others are shown when there are any. */
  types: readonly DocumentType[]
  /** Types that the next step waits for. */
  missing?: ReadonlySet<string>
  onChanged: () => void
}

/** What is attached to a record, by type; files are dropped, chosen or photographed onto their type. */
export function DocumentsBlock({ owner, documents, types, missing, onChanged }: Props) {
  const { t } = useTranslation(['documents', 'values'])
  const canAttach = useCan('document.attach')
  const canRemove = useCan('document.remove')
  const { attach, remove } = useDocuments(owner, onChanged)
  const uploads = useUploads((files, type) => {
    const known = types.find((each) => each === type)
    if (!known) return
    void attach(
      known,
      files.map((file) => file.fileId),
    )
  })
  const [preview, setPreview] = useState<AttachedDocument | null>(null)
  const byType = Map.groupBy(documents, (document) => document.type ?? 'OTHER')
  const shown = [...types, ...[...byType.keys()].filter((type) => !types.includes(type))].filter(
    (type) => canAttach || byType.has(type),
  )

  if (shown.length === 0) {
    return <Typography color="textSecondary">{t('none')}</Typography>
  }
  return (
    <Box sx={{ display: 'grid', gap: 0.5 }}>
      {shown.map((type) => (
        <DocumentPlace
          key={type}
          type={type}
          isMissing={missing?.has(type) ?? false}
          hasCamera={type === 'PHOTO' || type === 'CLAIM_REPORT' || type === 'COMPLETION_REPORT'}
          onFiles={canAttach ? (files) => uploads.add(files, type) : undefined}
        >
          {byType.get(type)?.map((document) => (
            <DocumentTile
              key={document.id}
              document={document}
              onPreview={setPreview}
              onRemove={canRemove ? (each) => void remove(each) : undefined}
            />
          ))}
          {uploads.files.some((file) => file.group === type) && (
            <Box sx={{ flex: '1 1 220px', maxWidth: 360 }}>
              <PendingFiles files={uploads.files.filter((file) => file.group === type)} uploads={uploads} />
            </Box>
          )}
        </DocumentPlace>
      ))}
      {preview && (
        <PicturePreview
          pictures={documents.filter(isPicture)}
          shown={preview}
          onShow={setPreview}
          onClose={() => setPreview(null)}
        />
      )}
    </Box>
  )
}

interface PlaceProps {
  type: DocumentType
  isMissing: boolean
  hasCamera: boolean
  onFiles: ((files: FileList) => void) | undefined
  children: ReactNode
}

function DocumentPlace({ type, isMissing, hasCamera, onFiles, children }: PlaceProps) {
  const { t } = useTranslation(['documents', 'values'])
  const [isOver, setIsOver] = useState(false)
  const chooser = useRef<HTMLInputElement>(null)
  const camera = useRef<HTMLInputElement>(null)
  const name = t(`values:documentType.${type}`)

  const drop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    if (event.dataTransfer.files.length > 0) onFiles?.(event.dataTransfer.files)
  }

  return (
    <Box
      id={documentPlaceId(type)}
      role="group"
      aria-label={name}
      onDragOver={(event) => {
        if (!onFiles || !event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: '128px minmax(0, 1fr)' },
        columnGap: 2,
        alignItems: 'start',
        px: 1,
        py: 0.25,
        ml: -0.5,
        mr: -1,
        borderRadius: 1,
        scrollMarginTop: 120,
        outline: isOver ? '2px dashed' : 'none',
        outlineColor: 'primary.main',
        bgcolor: isOver ? 'action.selected' : undefined,
      }}
    >
      <Typography sx={{ fontSize: 13, lineHeight: '18px', color: 'text.secondary', pt: { xs: 0, sm: '7px' } }}>
        {name}
      </Typography>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', minHeight: 32 }}>
        {children}
        {onFiles && (
          <>
            {hasCamera && (
              <Button
                size="small"
                variant="outlined"
                startIcon={<CameraIcon />}
                onClick={() => camera.current?.click()}
                // Desktops have no camera to hold a report under.
                sx={{ display: 'none', '@media (pointer: coarse)': { display: 'inline-flex' } }}
              >
                {t('photograph')}
              </Button>
            )}
            <Button
              id={attachButtonId(type)}
              size="small"
              startIcon={<AddIcon />}
              color={isMissing ? 'warning' : 'primary'}
              variant={isMissing ? 'outlined' : 'text'}
              aria-label={t('attachType', { type: name })}
              onClick={() => chooser.current?.click()}
            >
              {t('attach')}
            </Button>
            <FileInput input={chooser} label={t('attachType', { type: name })} onFiles={onFiles} />
            {hasCamera && (
              <FileInput input={camera} isCamera label={t('photographType', { type: name })} onFiles={onFiles} />
            )}
          </>
        )}
      </Box>
    </Box>
  )
}

interface FileInputProps {
  input: RefObject<HTMLInputElement | null>
  label: string
  isCamera?: boolean
  onFiles: (files: FileList) => void
}

function FileInput({ input, label, isCamera = false, onFiles }: FileInputProps) {
  return (
    <input
      ref={input}
      type="file"
      hidden
      multiple={!isCamera}
      aria-label={label}
      accept={isCamera ? 'image/*' : acceptedFiles}
      capture={isCamera ? 'environment' : undefined}
      onChange={(event) => {
        if (event.target.files && event.target.files.length > 0) onFiles(event.target.files)
        // The same file may be chosen again after it was taken off.
        event.target.value = ''
      }}
    />
  )
}
