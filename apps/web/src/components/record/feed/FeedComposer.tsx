import AttachIcon from '@mui/icons-material/AttachFileRounded'
import LockOpenIcon from '@mui/icons-material/LockOpenOutlined'
import LockIcon from '@mui/icons-material/LockOutlined'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import InputBase from '@mui/material/InputBase'
import Tooltip from '@mui/material/Tooltip'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '../../../lib/viewer.ts'
import { acceptedFiles } from '../documents/document-files.ts'
import { PendingFiles } from '../documents/PendingFiles.tsx'
import type { RecordRef } from '../documents/use-documents.ts'
import { useUploads } from '../documents/use-uploads.ts'
import { MentionMenu } from './MentionMenu.tsx'
import { type MentionQuery, mentionAt, withMention } from './mention.ts'
import { useComment } from './use-comment.ts'
import { useDraft } from './use-draft.ts'

interface Props {
  owner: RecordRef
}

/** Writes a comment: mentions by @, files, the lock. What is not sent yet survives a reload. */
export function FeedComposer({ owner }: Props) {
  const { t } = useTranslation('feed')
  const canLock = useCan('feed.lock')
  const canAttach = useCan('document.attach')
  const [draft, setDraft, clearDraft] = useDraft(`comment.${owner.id}`)
  const [isLocked, setIsLocked] = useState(false)
  const [query, setQuery] = useState<MentionQuery | null>(null)
  const [isSending, setIsSending] = useState(false)
  const mentioned = useRef(new Map<string, string>())
  const input = useRef<HTMLTextAreaElement>(null)
  const chooser = useRef<HTMLInputElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const menuKeys = useRef<((event: KeyboardEvent) => boolean) | null>(null)
  const uploads = useUploads()
  const send = useComment(owner)
  const fileIds = uploads.files.flatMap((file) => file.fileId ?? [])
  const canSend = draft.trim() !== '' && !uploads.isBusy && !isSending

  const submit = async () => {
    if (!canSend) return
    const text = draft.trim()
    const mentionIds = [...mentioned.current].filter(([, name]) => text.includes(`@${name}`)).map(([id]) => id)
    setIsSending(true)
    clearDraft()
    const isSent = await send({ text, mentionIds, fileIds, isLocked })
    setIsSending(false)
    if (!isSent) {
      setDraft(text)
      return
    }
    mentioned.current.clear()
    uploads.clear()
    setIsLocked(false)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (query && menuKeys.current?.(event)) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      void submit()
    }
    if (event.key === 'Escape') input.current?.blur()
  }

  return (
    <Box
      ref={box}
      sx={{
        border: 1,
        borderColor: isLocked ? 'warning.main' : 'divider',
        borderRadius: 1,
        '&:focus-within': { borderColor: 'primary.main' },
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        if (canAttach && !isLocked) uploads.add(event.dataTransfer.files)
      }}
    >
      <InputBase
        multiline
        fullWidth
        maxRows={10}
        inputRef={input}
        value={draft}
        placeholder={t('placeholder')}
        inputProps={{ 'aria-label': t('placeholder') }}
        sx={{ px: 1.5, py: 1, fontSize: 14 }}
        onChange={(event) => {
          setDraft(event.target.value)
          setQuery(mentionAt(event.target.value, event.target.selectionStart ?? 0))
        }}
        onBlur={() => setQuery(null)}
        onKeyDown={onKeyDown}
      />
      {query && box.current && (
        <MentionMenu
          anchor={box.current}
          search={query.text}
          keys={menuKeys}
          onChoose={(employee) => {
            mentioned.current.set(employee.id, employee.name)
            setDraft(withMention(draft, query, employee.name))
            setQuery(null)
            input.current?.focus()
          }}
          onClose={() => setQuery(null)}
        />
      )}
      {uploads.files.length > 0 && (
        <Box sx={{ px: 1.5 }}>
          <PendingFiles files={uploads.files} uploads={uploads} />
        </Box>
      )}
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.5, px: 0.5, pb: 0.5 }}>
        {canAttach && !isLocked && (
          <Tooltip title={t('attach')}>
            <IconButton size="small" aria-label={t('attach')} onClick={() => chooser.current?.click()}>
              <AttachIcon />
            </IconButton>
          </Tooltip>
        )}
        <input
          ref={chooser}
          type="file"
          hidden
          multiple
          accept={acceptedFiles}
          aria-label={t('attach')}
          onChange={(event) => {
            if (event.target.files) uploads.add([...event.target.files])
            event.target.value = ''
          }}
        />
        {canLock && (
          <Tooltip title={t(uploads.files.length > 0 ? 'noLockedFiles' : isLocked ? 'willBeLocked' : 'lockComment')}>
            <IconButton
              size="small"
              aria-label={t('lockComment')}
              aria-pressed={isLocked}
              // Files are in the record's list of documents for everybody.
              aria-disabled={uploads.files.length > 0}
              onClick={() => setIsLocked(!isLocked && uploads.files.length === 0)}
              sx={{ color: isLocked ? 'warning.main' : undefined }}
            >
              {isLocked ? <LockIcon /> : <LockOpenIcon />}
            </IconButton>
          </Tooltip>
        )}
        <Tooltip title="Ctrl Enter">
          <span style={{ marginLeft: 'auto' }}>
            <Button size="small" variant="contained" disabled={!canSend} onClick={() => void submit()}>
              {t('send')}
            </Button>
          </span>
        </Tooltip>
      </Box>
    </Box>
  )
}
