import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import DragIcon from '@mui/icons-material/DragIndicatorRounded'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import Divider from '@mui/material/Divider'
import IconButton from '@mui/material/IconButton'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { type CSSProperties, type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TableColumn, TableFields } from './columns.ts'
import { groupFields } from './group-fields.ts'

export type ColumnPanelProps = {
  fields: TableFields
  shown: readonly TableColumn[]
  isCompact: boolean
  onChange: (keys: string[]) => void
  onCompact: (isCompact: boolean) => void
  onReset: () => void
}

/** Columns found by name, chosen, and moved by dragging or with the keyboard. */
export function ColumnPanel({ fields, shown, isCompact, onChange, onCompact, onReset }: ColumnPanelProps) {
  const { t } = useTranslation('table')
  const [search, setSearch] = useState('')
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor),
  )
  const keys = shown.map(({ key }) => key)
  const isFound = (column: TableColumn) => groupFields([column], search).length > 0
  const hidden = groupFields(
    fields.columns.filter(({ key }) => !keys.includes(key)),
    search,
  ).flatMap((group) => group.fields)

  function move({ active, over }: DragEndEvent) {
    const from = keys.indexOf(String(active.id))
    const to = over ? keys.indexOf(String(over.id)) : -1
    if (from < 0 || to < 0 || from === to) return
    const next = keys.filter((_key, i) => i !== from)
    next.splice(to, 0, keys[from] ?? '')
    onChange(next)
  }

  return (
    <>
      <Box sx={{ p: 1 }}>
        <TextField
          autoFocus
          fullWidth
          placeholder={t('findColumn')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          slotProps={{ htmlInput: { 'aria-label': t('findColumn') } }}
        />
      </Box>
      <Box sx={{ maxHeight: 'min(480px, 60dvh)', overflow: 'auto', pb: 1 }}>
        <Heading>{t('shownColumns')}</Heading>
        <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={move}>
          {shown.filter(isFound).map((column) => (
            <ShownColumn
              key={column.key}
              column={column}
              onHide={() => onChange(keys.filter((key) => key !== column.key))}
            />
          ))}
        </DndContext>
        {hidden.length > 0 && <Heading>{t('hiddenColumns')}</Heading>}
        {hidden.map((column) => (
          <ColumnLine
            key={column.key}
            column={column}
            isShown={false}
            onToggle={() => onChange([...keys, column.key])}
          />
        ))}
      </Box>
      <Divider />
      <Box sx={{ p: 1, display: 'flex', justifyContent: 'space-between' }}>
        <Button size="small" color="inherit" onClick={() => onCompact(!isCompact)}>
          {t(isCompact ? 'density.comfortable' : 'density.compact')}
        </Button>
        <Button size="small" color="inherit" onClick={onReset}>
          {t('resetLayout')}
        </Button>
      </Box>
    </>
  )
}

function Heading({ children }: { children: string }) {
  return (
    <Typography variant="caption" component="p" color="textSecondary" sx={{ px: 2, py: 0.5 }}>
      {children}
    </Typography>
  )
}

function ShownColumn({ column, onHide }: { column: TableColumn; onHide: () => void }) {
  const { t } = useTranslation('table')
  const drag = useDraggable({ id: column.key })
  const drop = useDroppable({ id: column.key })
  const style: CSSProperties = drag.transform
    ? { transform: `translateY(${drag.transform.y}px)`, position: 'relative', zIndex: 1 }
    : {}
  return (
    <div ref={drop.setNodeRef}>
      <Box ref={drag.setNodeRef} style={style} sx={{ bgcolor: drop.isOver ? 'action.hover' : 'background.paper' }}>
        <ColumnLine
          column={column}
          isShown
          onToggle={onHide}
          handle={
            <IconButton
              size="small"
              sx={{ cursor: 'grab', touchAction: 'none' }}
              {...drag.attributes}
              {...drag.listeners}
              aria-label={t('moveColumn', { column: column.label })}
            >
              <DragIcon />
            </IconButton>
          }
        />
      </Box>
    </div>
  )
}

type ColumnLineProps = { column: TableColumn; isShown: boolean; onToggle: () => void; handle?: ReactNode }

function ColumnLine({ column, isShown, onToggle, handle }: ColumnLineProps) {
  const id = useId()
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', minHeight: { xs: 44, sm: 32 }, pl: 1, pr: 1 }}>
      <Checkbox id={id} size="small" checked={isShown} onChange={onToggle} />
      <Typography component="label" htmlFor={id} variant="body2" noWrap sx={{ flex: 1, cursor: 'pointer' }}>
        {column.label}
      </Typography>
      {handle}
    </Box>
  )
}
