import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { CatalogEntity } from '../../lib/catalog.ts'
import { failureOf } from '../../lib/errors.ts'
import { useSnackbar } from '../snackbar.ts'
import { type FieldValue, patchKey, patchValue, readField } from './field-value.ts'
import type { SaveOutcome } from './record-editing.ts'
import { changeAuthor, problemOf } from './refusal.ts'
import { useFieldText } from './use-field-text.ts'

type Values = Readonly<Record<string, unknown>>

interface Options {
  entity: CatalogEntity | undefined
  record: Values
  /** Sends the patch. `optimistic`: the record as it will be, null when that is not known before the answer. */
  write: (patch: Values, expected: Values, optimistic: Values | null) => Promise<void>
  /** The record as the server has it, after a refusal. */
  reread: () => Promise<Values | null>
}

/** Stores fields of a card one by one; each saved change can be undone while the snackbar is shown. */
export function useFieldSaving({ entity, record, write, reread }: Options) {
  const { t } = useTranslation('record')
  const snackbar = useSnackbar()
  const { label } = useFieldText()

  return useCallback(
    async (key: string, next: FieldValue, base: FieldValue): Promise<SaveOutcome> => {
      const field = entity?.field(key)
      if (!entity || !field) return { kind: 'failed', problem: null }
      const send = (to: FieldValue, from: FieldValue) => {
        const column = patchKey(field)
        // A related record's other fields are known only from the answer.
        const optimistic = field.type === 'RELATION' ? null : { ...record, [key]: to }
        return write({ [column]: patchValue(to) }, { [column]: patchValue(from) }, optimistic)
      }
      try {
        await send(next, base)
      } catch (error) {
        const { code, details } = failureOf(error)
        if (code === 'CHANGED_MEANWHILE') {
          const fresh = await reread()
          if (fresh) return { kind: 'conflict', current: readField(fresh, key), by: changeAuthor(details, key) }
        }
        const problem = code === 'VALIDATION' ? problemOf(details, key) : null
        if (problem) return { kind: 'failed', problem: t(`problem.${problem}`) }
        snackbar.showError(error)
        return { kind: 'failed', problem: null }
      }
      snackbar.show({
        text: t('fieldSaved', { field: label(entity.key, key) }),
        onUndo: () => void send(base, next).catch(snackbar.showError),
      })
      return { kind: 'saved' }
    },
    [entity, record, write, reread, snackbar, t, label],
  )
}
