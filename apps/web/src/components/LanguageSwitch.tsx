import Button from '@mui/material/Button'
import { useTranslation } from 'react-i18next'
import { languages, setLanguage } from '../i18n/index.ts'

const names = { ru: 'Русский', en: 'English' } as const

/** The other languages of the interface, each named in itself. */
export function LanguageSwitch() {
  const { i18n } = useTranslation()
  return languages
    .filter((language) => language !== i18n.language)
    .map((language) => (
      <Button key={language} size="small" color="inherit" lang={language} onClick={() => void setLanguage(language)}>
        {names[language]}
      </Button>
    ))
}
