import { memo, useCallback, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { AccessSwitch } from '../../components/access/AccessSwitch.tsx'
import { useAccessText } from '../../components/access/use-access-text.ts'
import type { Access } from '../../gql/graphql.ts'
import { type FieldItem, isOpenTo } from './fields.ts'
import { type RoleDraft, useDraftValue, useRoleDraft, useRule } from './role-draft.ts'
import { actionRule } from './rules.ts'

export type FieldRowProps = {
  field: FieldItem
  /** Access in the role that this one is compared with; undefined while there is none. */
  other: string | null | undefined
  isFocused: boolean
}

/** One field of the role. Draws itself anew when its own rule changes, not when another one does. */
export const FieldRow = memo(function FieldRow({ field, other, isFocused }: FieldRowProps) {
  const { t } = useTranslation(['roles', 'values'])
  const text = useAccessText()
  const draft = useRoleDraft()
  const { value, isChanged } = useRule(field.rule)
  const access = value as Access | null
  const isClosed = access === null || access === 'NONE'
  const closedSource = useDraftValue((each) => (isClosed ? '' : closedOf(each, field.sources)))
  const closedInRows = useDraftValue((each) => (isClosed || closedSource ? '' : closedOf(each, field.emptiedBy)))
  const alsoIn = useDraftValue((each) => (isClosed || closedSource ? openOf(each, field.alsoIn) : ''))
  const neededBy = useDraftValue((each) =>
    access === 'WRITE' ? '' : (field.requiredBy.find((action) => each.get(actionRule(action)) === 'true') ?? ''),
  )
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!isFocused) return
    row.current?.scrollIntoView({ block: 'center' })
    row.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true })
  }, [isFocused])
  const choose = useCallback((next: Access) => draft.set(field.rule, next), [draft, field.rule])

  const type =
    field.type === 'RELATION' && field.target
      ? t('fields.relation', { to: text.entity(field.target) })
      : t(`type.${field.type}`)
  const differs = other !== undefined && isOpenTo(other) !== isOpenTo(value)
  return (
    <div ref={row} className="row" data-focused={isFocused || undefined} data-field={`${field.entity}.${field.key}`}>
      <div className="name">
        <span title={`${field.entity}.${field.key}`}>{field.name}</span>
        {value === null && <span className="mark">{t('fields.undecided')}</span>}
        {closedSource && <span className="note">{t('fields.closedSource', { field: closedSource })}</span>}
        {closedInRows && <span className="note">{t('fields.closedInRows', { field: closedInRows })}</span>}
        {alsoIn && <span className="note">{t('fields.alsoIn', { places: alsoIn })}</span>}
        {neededBy && <span className="note">{t('fields.neededBy', { action: text.action(neededBy) })}</span>}
      </div>
      <div className="type">
        {type}
        {!field.isWritable && ` · ${t('fields.readOnly')}`}
      </div>
      <AccessSwitch
        name={`${text.entity(field.entity)} · ${field.name}`}
        value={access}
        onChange={choose}
        isWritable={field.isWritable}
        isChanged={isChanged}
      />
      {other !== undefined && (
        <div className="other" data-differs={differs || undefined}>
          {differs && <span aria-hidden>≠ </span>}
          {text.access(other as Access | null)}
          {differs && <span className="hidden">{t('fields.differs')}</span>}
        </div>
      )}
    </div>
  )
})

/** The first of the fields that the role closes. */
function closedOf(draft: RoleDraft, fields: FieldItem['sources']): string {
  return fields.find(({ rule }) => isOpenTo(draft.get(rule)) === 'NONE')?.name ?? ''
}

/** Where the role reads a closed value nevertheless. */
function openOf(draft: RoleDraft, places: FieldItem['alsoIn']): string {
  const open = places.filter(({ rule }) => rule === null || isOpenTo(draft.get(rule)) !== 'NONE')
  return open.map(({ name }) => name).join(', ')
}
