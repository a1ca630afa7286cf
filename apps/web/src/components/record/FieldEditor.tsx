import Box from '@mui/material/Box'
import InputBase from '@mui/material/InputBase'
import ListItemText from '@mui/material/ListItemText'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { type KeyboardEvent, Suspense, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CatalogField } from '../../lib/catalog.ts'
import { lazyOverlay } from '../lazy-overlay.tsx'
import { RecordPicker } from '../RecordPicker.tsx'
import { isPickerEntity } from '../record-sources.ts'
import { FieldNote } from './FieldNote.tsx'
import { FieldText } from './FieldText.tsx'
import { editorKind, type FieldValue, isRelated, parseTyped } from './field-value.ts'
import { useFieldText } from './use-field-text.ts'

// The calendar weighs as much as the rest of the card and is needed once in a while.
const DateEditor = lazyOverlay(() => import('./DateEditor.tsx').then((module) => module.default), {
  close: ({ onCancel }) => onCancel?.(),
  isHeavy: true,
})

interface Props {
  entity: string
  field: CatalogField
  label: string
  value: FieldValue
  /** Why the server refused what was typed. */
  problem?: string | null
  /** Whose contacts are offered. */
  clientId?: string | null
  onSubmit: (next: FieldValue) => void
  onCancel: () => void
}

/** The editor of one field in the place of its value. Enter or leaving it submits, Esc cancels. */
export function FieldEditor(props: Props) {
  const kind = editorKind(props.field)
  switch (kind) {
    case 'ENUM':
    case 'BOOLEAN':
      return <ChoiceEditor {...props} />
    case 'DATE':
    case 'DATETIME':
      return (
        <Suspense fallback={<FieldText entity={props.entity} field={props.field} value={props.value} />}>
          <DateEditor
            label={props.label}
            hasTime={kind === 'DATETIME'}
            value={typeof props.value === 'string' ? props.value : null}
            onSubmit={props.onSubmit}
            onCancel={props.onCancel}
          />
        </Suspense>
      )
    case 'RELATION':
      return <RelationEditor {...props} />
    default:
      return <TypedEditor {...props} />
  }
}

function TypedEditor({ entity, field, label, value, problem, onSubmit, onCancel }: Props) {
  const { t, i18n } = useTranslation('record')
  const kind = editorKind(field)
  const { editText } = useFieldText()
  const [text, setText] = useState(() => editText(entity, field, value))
  const [isInvalid, setIsInvalid] = useState(false)
  // Enter submits and the blur that follows it must not submit a second time.
  const isSettled = useRef(false)

  const submit = () => {
    if (isSettled.current) return
    const next = parseTyped(kind, text, i18n.language)
    if (next === undefined) {
      setIsInvalid(true)
      return
    }
    isSettled.current = true
    onSubmit(next)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Escape') {
      isSettled.current = true
      onCancel()
    }
    if (event.key === 'Enter' && (kind !== 'MULTILINE' || event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      submit()
    }
  }

  return (
    <div>
      <InputBase
        autoFocus
        fullWidth
        multiline={kind === 'MULTILINE'}
        minRows={kind === 'MULTILINE' ? 3 : undefined}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setIsInvalid(false)
        }}
        onBlur={submit}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          if (kind !== 'MULTILINE') event.target.select()
        }}
        inputProps={{
          'aria-label': label,
          'aria-invalid': isInvalid,
          inputMode: inputMode(kind),
          type: kind === 'PHONE' ? 'tel' : kind === 'EMAIL' ? 'email' : 'text',
        }}
        sx={{
          px: 1,
          py: 0.25,
          mx: -1,
          minHeight: 32,
          borderRadius: 1,
          outline: '2px solid',
          outlineColor: isInvalid ? 'error.main' : 'primary.main',
          bgcolor: 'background.paper',
          fontSize: 'inherit',
          width: 'calc(100% + 16px)',
        }}
      />
      {isInvalid && <FieldNote tone="error">{t(`invalid.${kind}`, { defaultValue: t('invalid.TEXT') })}</FieldNote>}
      {problem && !isInvalid && <FieldNote tone="error">{problem}</FieldNote>}
      {kind === 'MULTILINE' && !isInvalid && !problem && <FieldNote tone="hint">{t('multilineHint')}</FieldNote>}
    </div>
  )
}

function inputMode(kind: ReturnType<typeof editorKind>): 'decimal' | 'numeric' | 'tel' | 'email' | undefined {
  if (kind === 'MONEY') return 'decimal'
  if (kind === 'NUMBER') return 'numeric'
  if (kind === 'PHONE') return 'tel'
  return kind === 'EMAIL' ? 'email' : undefined
}

function ChoiceEditor({ entity, field, label, value, onSubmit, onCancel }: Props) {
  const { t } = useTranslation('record')
  const { text } = useFieldText()
  const anchor = useRef<HTMLDivElement>(null)
  const [isOpen, setIsOpen] = useState(false)
  const options: FieldValue[] = field.type === 'BOOLEAN' ? [true, false] : [...(field.values ?? [])]

  return (
    <div
      ref={(element) => {
        anchor.current = element
        // The menu needs its anchor in the document before it opens.
        if (element) setIsOpen(true)
      }}
    >
      <FieldText entity={entity} field={field} value={value} />
      <Menu
        open={isOpen}
        anchorEl={anchor.current}
        onClose={onCancel}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.stopPropagation()
        }}
        slotProps={{ list: { 'aria-label': label, dense: true } }}
      >
        {options.map((option) => (
          <MenuItem key={String(option)} selected={option === value} onClick={() => onSubmit(option)}>
            <ListItemText>{text(entity, field, option)}</ListItemText>
          </MenuItem>
        ))}
        {value !== null && (
          <MenuItem onClick={() => onSubmit(null)}>
            <ListItemText sx={{ color: 'text.secondary' }}>{t('clear')}</ListItemText>
          </MenuItem>
        )}
      </Menu>
    </div>
  )
}

function RelationEditor({ field, label, value, clientId, onSubmit, onCancel }: Props) {
  // Choosing closes the list as well, which must not count as giving up.
  const isSettled = useRef(false)
  if (!isPickerEntity(field.target)) return null
  const cancel = () => {
    if (!isSettled.current) onCancel()
  }
  return (
    <Box
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        cancel()
      }}
    >
      <RecordPicker
        autoFocus
        isLabelHidden
        entity={field.target}
        label={label}
        value={isRelated(value) ? value : null}
        clientId={clientId ?? null}
        onChange={(next) => {
          isSettled.current = true
          onSubmit(next)
        }}
        onClose={cancel}
      />
    </Box>
  )
}
