import Box from '@mui/material/Box'
import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type CatalogField, useEntity } from '../../lib/catalog.ts'
import { FieldGroup } from './FieldGroup.tsx'
import { readField } from './field-value.ts'
import { RecordField } from './RecordField.tsx'
import { useRecordEditing } from './record-editing.ts'

interface Props {
  /** Groups of the catalog in the order of the card. */
  groups: readonly string[]
  /** Fields that stand elsewhere on the card. */
  omit?: ReadonlySet<string>
  /** In place of a field's plain text. */
  render?: Readonly<Record<string, ReactNode>>
  /** After the fields of a group. */
  after?: Readonly<Record<string, ReactNode>>
  /** Right of a group's title. */
  actions?: Readonly<Record<string, ReactNode>>
}

/** The fields that the viewer may read, in the catalog's groups. A group without any is absent. */
export function FieldGroups({ groups, omit, render = {}, after = {}, actions = {} }: Props) {
  const { t } = useTranslation('values')
  const { entity: entityKey, record, isEditable, focus, marking } = useRecordEditing()
  const entity = useEntity(entityKey)
  const isShown = (field: CatalogField) => {
    if (field.isMany || field.key.includes('.') || omit?.has(field.key)) return false
    // What is empty and cannot be filled in here says nothing.
    return marking !== null || (isEditable && field.isWritable) || readField(record, field.key) !== null
  }

  return groups.map((group) => {
    const fields = entity?.fields.filter((field) => field.group === group && isShown(field)) ?? []
    if (fields.length === 0 && !after[group]) return <Fragment key={group} />
    return (
      <FieldGroup
        key={group}
        name={`${entityKey}.${group}`}
        title={t(`group.${group}`)}
        reveal={focus && fields.some((field) => field.key === focus.key) ? focus : null}
        action={actions[group]}
      >
        <Box
          sx={{
            pl: 0.5,
            display: 'grid',
            gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'repeat(auto-fill, minmax(320px, 1fr))' },
            columnGap: 3,
          }}
        >
          {fields.map((field) => (
            <RecordField key={field.key} field={field}>
              {render[field.key]}
            </RecordField>
          ))}
        </Box>
        {after[group]}
      </FieldGroup>
    )
  })
}
