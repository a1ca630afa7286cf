import { styled } from '@mui/material/styles'
import { type KeyboardEvent, memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Access } from '../../gql/graphql.ts'

export const accessLevels: readonly Access[] = ['NONE', 'READ', 'WRITE']

export type AccessSwitchProps = {
  /** What it is about: the field's, group's or entity's name. */
  name: string
  /** Null: nobody has decided, or the fields of the group differ. */
  value: Access | null
  onChange: (value: Access) => void
  /** Nothing writes the field: a right to would mean nothing. */
  isWritable?: boolean
  isDisabled?: boolean
  /** The value is not the saved one. */
  isChanged?: boolean
  /** Sets many fields at once: no value then means that they differ. */
  isWhole?: boolean
}

/**
 * None, read or write, in one press. With the keyboard: arrows left and right or 0, 1, 2; arrows up and down go to the
 * switch above or below.
 */
export const AccessSwitch = memo(function AccessSwitch(props: AccessSwitchProps) {
  const { name, value, onChange, isWritable = true, isDisabled = false, isChanged = false, isWhole = false } = props
  const { t } = useTranslation('access')
  const isOffered = (level: Access) => level !== 'WRITE' || isWritable
  const focusable = value ?? 'NONE'

  const choose = (level: Access | undefined, group: HTMLElement) => {
    if (!level || !isOffered(level) || isDisabled) return
    onChange(level)
    group.querySelector<HTMLElement>(`[data-level=${level}]`)?.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const group = event.currentTarget
    const at = accessLevels.indexOf(focusable)
    if (event.key === 'ArrowRight') choose(accessLevels[Math.min(at + 1, 2)], group)
    else if (event.key === 'ArrowLeft') choose(accessLevels[Math.max(at - 1, 0)], group)
    else if (event.key === 'ArrowDown') focusNext(group, 1)
    else if (event.key === 'ArrowUp') focusNext(group, -1)
    else if (/^[012]$/.test(event.key)) choose(accessLevels[Number(event.key)], group)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <Group
      role="radiogroup"
      aria-label={t('switch.label', { name })}
      data-access-switch=""
      data-changed={isChanged || undefined}
      data-undecided={(value === null && !isWhole) || undefined}
      onKeyDown={onKeyDown}
    >
      {accessLevels.map((level) => (
        // biome-ignore lint/a11y/useSemanticElements: a radio button proper could not be left for the switch below by arrow
        <button
          key={level}
          type="button"
          role="radio"
          aria-checked={level === value}
          data-level={level}
          tabIndex={level === focusable ? 0 : -1}
          disabled={isDisabled || !isOffered(level)}
          title={isOffered(level) ? undefined : t('switch.notWritable')}
          onClick={() => onChange(level)}
        >
          {t(`access.${level}`)}
        </button>
      ))}
    </Group>
  )
})

/** The switch of another row: the next one on the page in that direction. */
function focusNext(group: HTMLElement, step: number): void {
  const all = [...document.querySelectorAll<HTMLElement>('[data-access-switch]')]
  all[all.indexOf(group) + step]?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
}

const Group = styled('div')(({ theme }) => ({
  display: 'inline-flex',
  flex: 'none',
  border: `1px solid ${theme.vars.palette.divider}`,
  borderRadius: 6,
  overflow: 'hidden',
  [theme.breakpoints.down('sm')]: { display: 'flex' },
  backgroundColor: theme.vars.palette.background.paper,
  '&[data-undecided]': { borderStyle: 'dashed', borderColor: theme.vars.palette.tone.waitingUs.main },
  '&[data-changed]': { boxShadow: `0 0 0 1px ${theme.vars.palette.primary.main}`, borderColor: 'transparent' },
  '& > button': {
    minWidth: 60,
    height: 24,
    padding: '0 8px',
    border: 0,
    borderRight: `1px solid ${theme.vars.palette.divider}`,
    background: 'none',
    font: 'inherit',
    fontSize: 12,
    lineHeight: '16px',
    color: theme.vars.palette.text.secondary,
    cursor: 'pointer',
    [theme.breakpoints.down('sm')]: { flex: 1, height: 44, fontSize: 13 },
  },
  '& > button:last-of-type': { borderRight: 0 },
  '& > button:hover:not(:disabled)': { backgroundColor: theme.vars.palette.action.hover },
  '& > button:focus-visible': { outline: `2px solid ${theme.vars.palette.primary.main}`, outlineOffset: -2 },
  '& > button:disabled': { cursor: 'default', opacity: 0.45 },
  '& > button[aria-checked=true]': { fontWeight: 600, opacity: 1 },
  '& > button[aria-checked=true][data-level=NONE]': {
    color: theme.vars.palette.tone.waitingOther.main,
    backgroundColor: theme.vars.palette.tone.waitingOther.soft,
  },
  '& > button[aria-checked=true][data-level=READ]': {
    color: theme.vars.palette.tone.accent.main,
    backgroundColor: theme.vars.palette.tone.accent.soft,
  },
  '& > button[aria-checked=true][data-level=WRITE]': {
    color: theme.vars.palette.tone.onTrack.main,
    backgroundColor: theme.vars.palette.tone.onTrack.soft,
  },
}))
