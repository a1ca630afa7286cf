import ClearIcon from '@mui/icons-material/CloseRounded'
import SearchIcon from '@mui/icons-material/SearchRounded'
import Box from '@mui/material/Box'
import IconButton from '@mui/material/IconButton'
import { type ChangeEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ShortcutHint } from '../components/ShortcutHint.tsx'
import { useShortcut } from '../lib/shortcuts.ts'

/** Between the last key and the question: shorter asks for halves of words. */
const TYPING_MS = 250

/** Search of the list; `/` goes to it, `Esc` empties it. */
export function SearchBox({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation('table')
  const [text, setText] = useState(value)
  const input = useRef<HTMLInputElement>(null)
  const sent = useRef(value)
  useShortcut({ keys: '/', label: t('searchLabel'), run: () => input.current?.select() })

  // «Back» and «reset» change the address under the field.
  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setText(value)
  }, [value])
  useEffect(() => {
    if (text.trim() === sent.current) return
    const timer = setTimeout(() => {
      sent.current = text.trim()
      onChange(text.trim())
    }, TYPING_MS)
    return () => clearTimeout(timer)
  }, [text, onChange])

  return (
    // A field as the theme draws them, without the weight of one on the first screen.
    <Box
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 0.5,
        width: { sm: 240 },
        minWidth: 150,
        minHeight: { xs: 44, sm: 32 },
        flex: { xs: '1 0 150px', sm: 'none' },
        px: 1,
        border: 1,
        borderColor: 'fieldLine',
        borderRadius: 1,
        bgcolor: 'background.paper',
        '&:focus-within': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: -1 },
      }}
    >
      <SearchIcon aria-hidden sx={{ fontSize: 18, color: 'text.secondary' }} />
      <Box
        component="input"
        ref={input}
        type="search"
        enterKeyHint="search"
        aria-label={t('searchLabel')}
        placeholder={t('search')}
        value={text}
        onChange={(event: ChangeEvent<HTMLInputElement>) => setText(event.target.value)}
        onKeyDown={(event: KeyboardEvent) => {
          if (event.key !== 'Escape') return
          if (text) setText('')
          else input.current?.blur()
        }}
        sx={{
          flex: 1,
          minWidth: 0,
          p: 0,
          border: 0,
          outline: 'none',
          bgcolor: 'transparent',
          color: 'text.primary',
          fontFamily: 'inherit',
          fontSize: { xs: 16, sm: 14 },
          '&::placeholder': { color: 'text.secondary', opacity: 1 },
          '&::-webkit-search-cancel-button': { display: 'none' },
        }}
      />
      {text ? (
        <IconButton size="small" edge="end" aria-label={t('clearSearch')} onClick={() => setText('')}>
          <ClearIcon />
        </IconButton>
      ) : (
        <ShortcutHint keys="/" />
      )}
    </Box>
  )
}
