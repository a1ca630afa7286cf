import ArrowIcon from '@mui/icons-material/ArrowForwardRounded'
import Box from '@mui/material/Box'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccessSteps_StepFragment } from '../../gql/graphql.ts'
import { graphql } from '../../gql/index.ts'
import { useFormat } from '../../lib/format.ts'
import { useAccessText } from './use-access-text.ts'

export const AccessStepFragment = graphql(`
  fragment AccessSteps_Step on AccessStep {
    rule
    isDeciding
    access
    isAllowed
    scope
    roleName
    entity
    field
    setByName
    setAt
    expiresAt
  }
`)

type Step = AccessSteps_StepFragment

export type AccessStepsProps = {
  steps: readonly Step[]
  /** Told to the person himself: rules without whose they are and what else they are about. */
  isOwn?: boolean
  /** Where the rule is changed; nothing when it is not for the viewer to change. */
  change?: (step: Step) => ReactNode
}

/** Which rules decide, in their order; the one that does is marked. */
export function AccessSteps({ steps, isOwn = false, change }: AccessStepsProps) {
  const { t } = useTranslation('access')
  const format = useFormat()
  const stepText = useStepText(isOwn)
  return (
    <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {steps.map((step, index) => {
        const notes = [
          step.setByName && step.setAt && t('step.setBy', { name: step.setByName, at: format.dateTime(step.setAt) }),
          step.expiresAt && t('step.until', { at: format.dateTime(step.expiresAt) }),
        ].filter(Boolean)
        return (
          <Box
            component="li"
            // one rule may speak twice; steps never move
            key={`${step.rule}.${index}`}
            aria-current={step.isDeciding ? 'step' : undefined}
            sx={{
              display: 'flex',
              alignItems: 'flex-start',
              gap: 1,
              px: 1.5,
              py: 1,
              borderLeft: 3,
              borderColor: step.isDeciding ? 'primary.main' : 'divider',
              bgcolor: step.isDeciding ? 'action.selected' : undefined,
            }}
          >
            <Box sx={{ flex: 1, minWidth: 0 }}>
              <Box sx={{ fontWeight: step.isDeciding ? 500 : 400 }}>{stepText(step)}</Box>
              {(notes.length > 0 || step.isDeciding) && (
                <Box sx={{ typography: 'caption', color: 'text.secondary' }}>
                  {step.isDeciding && (
                    <Box component="span" sx={{ color: 'primary.main', fontWeight: 600 }}>
                      <ArrowIcon aria-hidden sx={{ fontSize: 12, verticalAlign: '-1px', mr: 0.25 }} />
                      {t('step.deciding')}
                      {notes.length > 0 && ' · '}
                    </Box>
                  )}
                  {notes.join(' · ')}
                </Box>
              )}
            </Box>
            {change?.(step)}
          </Box>
        )
      })}
    </Box>
  )
}

function useStepText(isOwn: boolean): (step: Step) => string {
  const { t } = useTranslation('access')
  const text = useAccessText()
  return (step) => {
    const rule = step.rule === 'RECORD_IN_SCOPE' && step.isAllowed === false ? 'RECORD_OUT_OF_SCOPE' : step.rule
    const words = {
      role: step.roleName ?? '',
      access: t(`step.access.${step.access ?? 'NONE'}`),
      allowed: t(step.isAllowed ? 'step.allowed' : 'step.denied'),
      scope: step.scope ? text.scopeLower(step.scope) : '',
      field: step.entity && step.field ? text.field(step.entity, step.field) : '',
    }
    // Rules of which everything may be told have one text.
    const said = t(isOwn ? [`step.${rule}_own`, `step.${rule}`] : `step.${rule}`, words)
    const isElsewhere = step.entity && step.rule !== 'SOURCE_CLOSED'
    return isElsewhere ? `${text.entity(step.entity ?? '')}: ${said}` : said
  }
}
