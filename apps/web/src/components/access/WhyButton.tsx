import HelpIcon from '@mui/icons-material/HelpOutlineRounded'
import Button from '@mui/material/Button'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lazyOverlay } from '../lazy-overlay.tsx'
import type { WhyQuestion } from './WhyDialog.tsx'

const WhyDialog = lazyOverlay(() => import('./WhyDialog.tsx').then((module) => module.WhyDialog), {
  close: ({ onClose }) => onClose(),
})

export type WhyButtonProps = { question: WhyQuestion; label?: string }

/** «Почему?» beside what the viewer may not see or do. */
export function WhyButton({ question, label }: WhyButtonProps) {
  const { t } = useTranslation('common')
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button size="small" startIcon={<HelpIcon />} onClick={() => setIsOpen(true)} sx={{ color: 'text.secondary' }}>
        {label ?? t('why')}
      </Button>
      {isOpen && (
        <Suspense>
          <WhyDialog question={question} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
