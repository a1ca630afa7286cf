import i18next from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccessText } from '../../components/access/use-access-text.ts'
import { useFormat } from '../../lib/format.ts'
import type { AuditFact } from './audit-details.ts'

/** Facts of an entry in words. Needs the texts of `audit` and `access`. */
export function useAuditText() {
  const { t } = useTranslation(['audit', 'errors', 'values', 'fields', 'access'])
  const access = useAccessText()
  const format = useFormat()
  return useMemo(() => {
    /** Name of a fact: «Строк», «Отбор по полям». */
    const factName = (key: string): string => t([`audit:fact.${key}`, key])

    /** Value of a fact; columns are those of the entity that the entry is about. */
    const factValue = ({ key, value }: AuditFact, entity: string): string => {
      if (typeof value === 'boolean') return t(`values:boolean.${value}`)
      if (typeof value === 'number') return format.number(value)
      if (typeof value !== 'string') {
        return value.length > 0 ? value.map((path) => columnName(entity, path)).join(', ') : t('audit:none')
      }
      return t([`audit:value.${key}.${value}`, value])
    }

    /**
     * What was asked for: the right that it takes, or what it reads, an entity's key. Null when there are no words for
     * it, only its name in the schema.
     */
    const operationName = (operation: string, action: string | null, reads: string | null): string | null => {
      if (action) return access.action(action)
      if (reads) return t('audit:reading', { what: access.entity(reads) })
      const known = `audit:value.operation.${operation}`
      return i18next.exists(known) ? t(known) : null
    }

    /** «Клиент · Телефон»: the name of the relation's own entity is not known here, its field's name is enough. */
    const columnName = (entity: string, path: string): string => {
      const [own = path, related] = path.split('.')
      const name = access.field(entity, own)
      return related ? `${name} · ${t([`fields:${own}.${related}`, related])}` : name
    }

    return { factName, factValue, operationName }
  }, [t, access, format])
}
