import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { UnmetGuard } from './transition-option.ts'
import { useFieldText } from './use-field-text.ts'

/** Names of moves and of what they lack, in the language of the interface. */
export function useTransitionText() {
  const { t } = useTranslation(['record', 'values'])
  const { label } = useFieldText()
  return useMemo(
    () => ({
      transitionName: (entity: string, name: string): string => t(`values:transition.${entity}.${name}`),
      guardText: (entity: string, guard: UnmetGuard): string => {
        if (!guard.key) return t('unmetHidden')
        if (guard.code === 'DOCUMENT_REQUIRED') return t(`values:documentType.${guard.key}`)
        return label(entity, guard.key)
      },
    }),
    [t, label],
  )
}
