import ClearIcon from '@mui/icons-material/CloseRounded'
import SearchIcon from '@mui/icons-material/SearchRounded'
import IconButton from '@mui/material/IconButton'
import InputAdornment from '@mui/material/InputAdornment'
import OutlinedInput from '@mui/material/OutlinedInput'
import { useEffect, useRef, useState } from 'react'
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
    <OutlinedInput
      size="small"
      inputRef={input}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        if (text) setText('')
        else input.current?.blur()
      }}
      placeholder={t('search')}
      sx={{
        width: { sm: 240 },
        minWidth: 150,
        flex: { xs: '1 0 150px', sm: 'none' },
        pl: 1,
        '& input::-webkit-search-cancel-button': { display: 'none' },
      }}
      slotProps={{ input: { 'aria-label': t('searchLabel'), type: 'search', enterKeyHint: 'search' } }}
      startAdornment={
        <InputAdornment position="start" sx={{ mr: 0 }}>
          <SearchIcon aria-hidden sx={{ fontSize: 18 }} />
        </InputAdornment>
      }
      endAdornment={
        <InputAdornment position="end">
          {text ? (
            <IconButton size="small" edge="end" aria-label={t('clearSearch')} onClick={() => setText('')}>
              <ClearIcon />
            </IconButton>
          ) : (
            <ShortcutHint keys="/" />
          )}
        </InputAdornment>
      }
    />
  )
}
