import CheckIcon from '@mui/icons-material/CheckRounded'
import EditIcon from '@mui/icons-material/EditOutlined'
import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import Checkbox from '@mui/material/Checkbox'
import IconButton from '@mui/material/IconButton'
import Typography from '@mui/material/Typography'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CatalogField } from '../../lib/catalog.ts'
import { FieldConflict } from './FieldConflict.tsx'
import { FieldEditor } from './FieldEditor.tsx'
import { FieldNote } from './FieldNote.tsx'
import { FieldText } from './FieldText.tsx'
import { editorKind, type FieldValue, isRelated, isSameValue, readField } from './field-value.ts'
import { lastChangeOf } from './last-change.ts'
import { type ChangeAuthor, useRecordEditing } from './record-editing.ts'
import { useFieldText } from './use-field-text.ts'

type Mode =
  | { kind: 'rest' }
  /** `base` is what the record held when the editor was opened; `draft` is what was typed before a refusal. */
  | { kind: 'editing'; base: FieldValue; draft: FieldValue; problem: string | null }
  | { kind: 'saving'; draft: FieldValue }
  | { kind: 'saved' }
  | { kind: 'conflict'; mine: FieldValue; current: FieldValue; by: ChangeAuthor | null }

/** Long values take the width of the card. */
function isWide(field: CatalogField): boolean {
  return editorKind(field) === 'MULTILINE' || field.key === 'address' || field.target === 'equipment'
}

function editingOf(value: FieldValue): Mode {
  return { kind: 'editing', base: value, draft: value, problem: null }
}

interface Props {
  field: CatalogField
  /** In place of the plain text at rest: a link, a call button. */
  children?: ReactNode
}

/** One field of a card: read at rest, edited in place, saved when it is left. */
export function RecordField({ field, children }: Props) {
  const editing = useRecordEditing()
  const { t } = useTranslation(['record', 'fields'])
  const { label: labelOf, text } = useFieldText()
  const [mode, setMode] = useState<Mode>({ kind: 'rest' })
  const row = useRef<HTMLDivElement>(null)
  const labelId = useId()
  const client = readField(editing.record, 'client')
  const clientId = isRelated(client) ? client.id : null
  const label = labelOf(editing.entity, field.key)
  const value = readField(editing.record, field.key)
  const isWritable = editing.isEditable && field.isWritable && !editing.marking
  const isHighlighted = editing.highlighted.has(field.key)

  // Only a new request for this field opens it, not every value that arrives while it is the one asked for.
  const opening = useRef({ isWritable, value })
  opening.current = { isWritable, value }
  const { focus } = editing
  useEffect(() => {
    if (focus?.key !== field.key) return
    row.current?.scrollIntoView({ block: 'center' })
    if (opening.current.isWritable) setMode(editingOf(opening.current.value))
  }, [focus, field.key])

  useEffect(() => {
    if (mode.kind !== 'saved') return
    const timer = setTimeout(() => setMode({ kind: 'rest' }), 1500)
    return () => clearTimeout(timer)
  }, [mode])

  const save = async (next: FieldValue, base: FieldValue) => {
    if (isSameValue(next, base)) {
      setMode({ kind: 'rest' })
      return
    }
    setMode({ kind: 'saving', draft: next })
    const outcome = await editing.save(field.key, next, base)
    if (outcome.kind === 'saved') setMode({ kind: 'saved' })
    else if (outcome.kind === 'conflict') setMode({ ...outcome, kind: 'conflict', mine: next })
    else setMode({ kind: 'editing', base, draft: next, problem: outcome.problem })
  }

  const open = () => setMode(editingOf(value))
  const shown = mode.kind === 'saving' ? mode.draft : value
  const change =
    mode.kind === 'editing' && !isSameValue(mode.base, value) ? lastChangeOf(editing.record, field.key) : null

  return (
    <Box
      ref={row}
      id={`field-${field.key}`}
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: '128px minmax(0, 1fr)' },
        gridColumn: isWide(field) ? '1 / -1' : undefined,
        columnGap: 2,
        alignItems: 'start',
        py: { xs: 0.5, sm: 0 },
        px: 1,
        mx: -1,
        borderRadius: 1,
        scrollMarginTop: 120,
        bgcolor: isHighlighted ? 'tone.waitingUs.soft' : undefined,
      }}
    >
      <Typography
        id={labelId}
        component="div"
        sx={{ color: 'text.secondary', fontSize: 13, lineHeight: '18px', pt: { xs: 0, sm: '7px' } }}
      >
        {editing.marking?.canMark(field.key) ? (
          <Box component="label" sx={{ display: 'flex', alignItems: 'center', cursor: 'pointer' }}>
            <Checkbox
              size="small"
              sx={{ p: 0, mr: 0.75 }}
              checked={editing.marking.marked.has(field.key)}
              onChange={() => editing.marking?.toggle(field.key)}
            />
            {label}
          </Box>
        ) : (
          label
        )}
      </Typography>
      <Box sx={{ minWidth: 0, position: 'relative' }}>
        {mode.kind === 'editing' ? (
          <>
            <FieldEditor
              entity={editing.entity}
              field={field}
              label={label}
              value={mode.draft}
              problem={mode.problem}
              clientId={clientId}
              onSubmit={(next) => void save(next, mode.base)}
              onCancel={() => setMode({ kind: 'rest' })}
            />
            {!isSameValue(mode.base, value) && (
              <FieldNote tone="notice">
                {t('changedWhileEditing', {
                  value: text(editing.entity, field, value),
                  who: change?.name ?? t('somebody'),
                })}
              </FieldNote>
            )}
          </>
        ) : mode.kind === 'conflict' ? (
          <FieldConflict
            entity={editing.entity}
            field={field}
            mine={mode.mine}
            current={mode.current}
            by={mode.by}
            onKeepMine={() => void save(mode.mine, mode.current)}
            onTakeCurrent={() => setMode({ kind: 'rest' })}
          />
        ) : (
          <FieldAtRest
            isWritable={isWritable && mode.kind !== 'saving'}
            hasLink={children !== undefined && children !== null}
            label={label}
            labelId={labelId}
            onOpen={open}
          >
            {children ?? (
              <FieldText entity={editing.entity} field={field} value={shown} isFaint={mode.kind === 'saving'} />
            )}
          </FieldAtRest>
        )}
        {mode.kind === 'saved' && (
          <Box
            role="status"
            aria-label={t('saved')}
            sx={{ position: 'absolute', top: 8, right: -4, color: 'success.main' }}
          >
            <CheckIcon aria-hidden sx={{ display: 'block', fontSize: 16 }} />
          </Box>
        )}
      </Box>
    </Box>
  )
}

interface AtRestProps {
  isWritable: boolean
  /** The value is a link, which does its own work; the editor is opened beside it. */
  hasLink: boolean
  label: string
  labelId: string
  onOpen: () => void
  children: ReactNode
}

function FieldAtRest({ isWritable, hasLink, label, labelId, onOpen, children }: AtRestProps) {
  const { t } = useTranslation('record')
  const valueId = useId()
  const look = {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'flex-start',
    minHeight: { xs: 32, sm: 32 },
    py: '5px',
    fontSize: 14,
    lineHeight: '20px',
    textAlign: 'left',
    width: '100%',
  } as const
  if (!isWritable) {
    return (
      <Box id={valueId} sx={look}>
        {children}
      </Box>
    )
  }
  if (hasLink) {
    return (
      <Box id={valueId} sx={{ ...look, gap: 0.5, '&:hover .edit, &:focus-within .edit': { opacity: 1 } }}>
        {children}
        <IconButton
          className="edit"
          size="small"
          aria-label={t('edit', { field: label })}
          onClick={onOpen}
          sx={{ my: -0.5, opacity: 0, '@media (hover: none)': { opacity: 1 } }}
        >
          <EditIcon sx={{ fontSize: 16 }} />
        </IconButton>
      </Box>
    )
  }
  return (
    <ButtonBase
      disableRipple
      id={valueId}
      aria-labelledby={`${labelId} ${valueId}`}
      onClick={onOpen}
      sx={{
        ...look,
        px: 1,
        mx: -1,
        width: 'calc(100% + 16px)',
        borderRadius: 1,
        font: 'inherit',
        '&:hover': { bgcolor: 'action.hover' },
        '&:focus-visible': { outline: '2px solid', outlineColor: 'primary.main' },
      }}
    >
      {children}
    </ButtonBase>
  )
}
