import Box from '@mui/material/Box'
import List from '@mui/material/List'
import ListItemButton from '@mui/material/ListItemButton'
import ListSubheader from '@mui/material/ListSubheader'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ownLabel, type TableColumn } from './columns.ts'
import { groupFields } from './group-fields.ts'

export type FieldListProps = {
  entity: string
  fields: readonly TableColumn[]
  label: string
  onChoose: (key: string) => void
}

/** Fields by group, found by typing part of the name; fields of related records come after the entity's own. */
export function FieldList({ entity, fields, label, onChoose }: FieldListProps) {
  const { t } = useTranslation(['table', 'values'])
  const [search, setSearch] = useState('')
  const list = useRef<HTMLUListElement>(null)
  const groups = useMemo(() => groupFields(fields, search), [fields, search])
  const first = groups[0]?.fields[0]

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter' && first) onChoose(first.key)
    else if (event.key === 'ArrowDown') list.current?.querySelector<HTMLElement>('[role=button]')?.focus()
    else return
    event.preventDefault()
  }

  return (
    <Box>
      <Box sx={{ p: 1 }}>
        <TextField
          autoFocus
          fullWidth
          placeholder={label}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={onKeyDown}
          slotProps={{ htmlInput: { 'aria-label': label } }}
        />
      </Box>
      <List ref={list} dense disablePadding sx={{ maxHeight: 360, overflow: 'auto', pb: 0.5 }}>
        {groups.map((group) => (
          <li key={`${group.isRelated} ${group.key}`}>
            <ul style={{ padding: 0, margin: 0, listStyle: 'none' }}>
              <ListSubheader sx={{ lineHeight: '28px', fontSize: 12 }}>
                {group.isRelated
                  ? t(`fields:${entity}.${group.key}`, { ns: 'fields' })
                  : t(`values:group.${group.key}`)}
              </ListSubheader>
              {group.fields.map((field) => (
                <li key={field.key}>
                  <ListItemButton
                    component="div"
                    role="button"
                    sx={{ minHeight: { xs: 44, sm: 32 }, py: 0.25 }}
                    onClick={() => onChoose(field.key)}
                  >
                    {group.isRelated ? ownLabel(field) : field.label}
                  </ListItemButton>
                </li>
              ))}
            </ul>
          </li>
        ))}
        {groups.length === 0 && (
          <Typography component="li" color="textSecondary" sx={{ px: 2, py: 1 }}>
            {t('table:nothingFound')}
          </Typography>
        )}
      </List>
    </Box>
  )
}
