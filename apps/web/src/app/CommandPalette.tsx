import SearchIcon from '@mui/icons-material/SearchRounded'
import Box from '@mui/material/Box'
import Dialog from '@mui/material/Dialog'
import InputBase from '@mui/material/InputBase'
import Typography from '@mui/material/Typography'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ShortcutHint } from '../components/ShortcutHint.tsx'
import { type PaletteItem, usePaletteItems } from './use-palette-items.ts'

export type CommandPaletteProps = { onClose: () => void; onKeys: () => void }

/** One field to go anywhere: a number, a client's name, a section, an action. */
export function CommandPalette({ onClose, onKeys }: CommandPaletteProps) {
  const { t } = useTranslation('frame')
  const [text, setText] = useState('')
  const [chosenId, setChosenId] = useState<string | null>(null)
  const { items, isLoading } = usePaletteItems(text, onKeys)
  const listId = useId()
  const list = useRef<HTMLDivElement>(null)
  // Found records come in above; the choice stays with its item, not with its place.
  const index = Math.max(0, chosenId === null ? 0 : items.findIndex((item) => item.id === chosenId))
  const chosen = items[index]
  const groups = Map.groupBy(items, (item) => item.group)

  useEffect(() => {
    if (chosen)
      list.current?.querySelector(`[data-id="${CSS.escape(chosen.id)}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [chosen])

  const run = (item: PaletteItem) => {
    onClose()
    item.run()
  }
  const move = (step: number) => {
    const next = items[(index + step + items.length) % items.length]
    if (next) setChosenId(next.id)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') move(1)
    else if (event.key === 'ArrowUp') move(-1)
    else if (event.key === 'Enter' && chosen && !event.nativeEvent.isComposing) run(chosen)
    else return
    event.preventDefault()
  }

  return (
    <Dialog
      open
      onClose={onClose}
      aria-label={t('palette.label')}
      fullWidth
      maxWidth="sm"
      sx={{ '& .MuiDialog-container': { alignItems: 'flex-start' } }}
      slotProps={{ paper: { sx: { mt: { xs: 2, sm: '12vh' }, mx: { xs: 1 }, width: { xs: 'calc(100% - 16px)' } } } }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, px: 2, borderBottom: 1, borderColor: 'divider' }}>
        <SearchIcon aria-hidden sx={{ color: 'text.secondary' }} />
        <InputBase
          autoFocus
          fullWidth
          value={text}
          placeholder={t('palette.placeholder')}
          onChange={(event) => {
            setText(event.target.value)
            setChosenId(null)
          }}
          onKeyDown={onKeyDown}
          slotProps={{
            input: {
              role: 'combobox',
              'aria-label': t('palette.label'),
              'aria-expanded': true,
              'aria-controls': listId,
              'aria-autocomplete': 'list',
              'aria-activedescendant': chosen ? `${listId}-${chosen.id}` : undefined,
              autoComplete: 'off',
              spellCheck: false,
            },
          }}
          sx={{ height: 52, fontSize: 16 }}
        />
        <ShortcutHint keys="Escape" />
      </Box>
      <Box
        ref={list}
        id={listId}
        role="listbox"
        aria-label={t('palette.results')}
        aria-busy={isLoading}
        sx={{ maxHeight: '56vh', overflow: 'auto', p: 1 }}
      >
        {[...groups].map(([group, members]) => (
          <Box key={group} role="group" aria-label={t(`palette.group.${group}`)}>
            <Typography
              aria-hidden
              variant="caption"
              component="div"
              color="textSecondary"
              sx={{ px: 1.25, pt: 1, pb: 0.5 }}
            >
              {t(`palette.group.${group}`)}
            </Typography>
            {members.map((item) => (
              <Box
                key={item.id}
                id={`${listId}-${item.id}`}
                data-id={item.id}
                role="option"
                aria-selected={item.id === chosen?.id}
                onPointerMove={() => setChosenId(item.id)}
                onClick={() => run(item)}
                sx={{
                  display: 'flex',
                  alignItems: 'center',
                  gap: 1.5,
                  minHeight: { xs: 44, sm: 34 },
                  px: 1.25,
                  borderRadius: '6px',
                  cursor: 'pointer',
                  '&[aria-selected=true]': { bgcolor: 'action.selected' },
                }}
              >
                <Box
                  component="span"
                  sx={{
                    flex: 'none',
                    maxWidth: '60%',
                    overflow: 'hidden',
                    textOverflow: 'ellipsis',
                    whiteSpace: 'nowrap',
                  }}
                >
                  {item.title}
                </Box>
                {item.hint && (
                  <Typography component="span" variant="body2" color="textSecondary" noWrap sx={{ minWidth: 0 }}>
                    {item.hint}
                  </Typography>
                )}
              </Box>
            ))}
          </Box>
        ))}
        {items.length === 0 && (
          <Typography color="textSecondary" sx={{ px: 1.25, py: 2 }}>
            {isLoading ? t('palette.searching') : t('palette.nothing')}
          </Typography>
        )}
      </Box>
    </Dialog>
  )
}
