import Button from '@mui/material/Button'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { AccessSwitch } from '../../components/access/AccessSwitch.tsx'
import type { Access } from '../../gql/graphql.ts'
import { FieldRow } from './FieldRow.tsx'
import { type FieldGroup, type FieldItem, isOpenTo } from './fields.ts'
import { type RoleDraft, useDraftValue, useRoleDraft } from './role-draft.ts'
import { offered, type Rules, ruleValue } from './rules.ts'

export type FieldGroupRowsProps = {
  entityName: string
  group: FieldGroup
  other: Rules | null
  focus: string | null
}

/** A group of fields under a switch for all of them. */
export const FieldGroupRows = memo(function FieldGroupRows({ entityName, group, other, focus }: FieldGroupRowsProps) {
  return (
    <section className="group" aria-label={`${entityName} · ${group.name}`}>
      <header className="head">
        <h3>{group.name}</h3>
        <WholeSwitch name={`${entityName} · ${group.name}`} fields={group.fields} />
        {other && <TakeButton fields={group.fields} other={other} />}
      </header>
      {group.fields.map((field) => (
        <FieldRow
          key={field.rule}
          field={field}
          other={other ? ruleValue(other, field.rule) : undefined}
          isFocused={focus === `${field.entity}.${field.key}`}
        />
      ))}
    </section>
  )
})

/** Sets many fields at once; shows what they have in common. */
export function WholeSwitch({ name, fields }: { name: string; fields: readonly FieldItem[] }) {
  const { t } = useTranslation('roles')
  const draft = useRoleDraft()
  const common = useDraftValue((each) => commonAccess(each, fields))
  return (
    <AccessSwitch
      name={t('fields.whole', { name })}
      value={common}
      onChange={(next) => draft.setMany(fields.map(({ rule, isWritable }) => [rule, offered(next, isWritable)]))}
      isWritable={fields.some(({ isWritable }) => isWritable)}
      isWhole
    />
  )
}

/** What all of the fields have; fields that nothing writes count as written when the others are. */
function commonAccess(draft: RoleDraft, fields: readonly FieldItem[]): Access | null {
  const isAll = (level: Access) =>
    fields.every(({ rule, isWritable }) => draft.get(rule) === offered(level, isWritable))
  if (isAll('NONE')) return 'NONE'
  if (isAll('READ')) return 'READ'
  return isAll('WRITE') ? 'WRITE' : null
}

/** Takes over from the compared role what differs. */
export function TakeButton({ fields, other, label }: { fields: readonly FieldItem[]; other: Rules; label?: string }) {
  const { t } = useTranslation('roles')
  const draft = useRoleDraft()
  const differing = useDraftValue(
    (each) => fields.filter(({ rule }) => isOpenTo(each.get(rule)) !== isOpenTo(ruleValue(other, rule))).length,
  )
  return (
    <Button
      size="small"
      disabled={differing === 0}
      onClick={() => draft.setMany(fields.map(({ rule }) => [rule, isOpenTo(ruleValue(other, rule))]))}
    >
      {label ?? t('compare.take')}
      {differing > 0 && ` (${differing})`}
    </Button>
  )
}
