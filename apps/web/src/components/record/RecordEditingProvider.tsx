import { type ReactNode, useMemo } from 'react'
import { type RecordEditing, RecordEditingContext } from './record-editing.ts'

interface Props extends Pick<RecordEditing, 'entity' | 'record' | 'isEditable' | 'save'> {
  focus?: RecordEditing['focus']
  marking?: RecordEditing['marking']
  highlighted?: ReadonlySet<string>
  children: ReactNode
}

const none: ReadonlySet<string> = new Set()

/** Lets the fields inside read and write one record. */
export function RecordEditingProvider({
  entity,
  record,
  isEditable,
  save,
  focus = null,
  marking = null,
  highlighted = none,
  children,
}: Props) {
  const editing = useMemo(
    () => ({
      entity,
      record,
      isEditable,
      save,
      marking,
      highlighted,
      focus,
    }),
    [entity, record, isEditable, save, marking, highlighted, focus],
  )
  return <RecordEditingContext value={editing}>{children}</RecordEditingContext>
}
