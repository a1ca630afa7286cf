import i18next from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Access, Affiliation, RowScope } from '../../gql/graphql.ts'
import { formatDateTime } from '../../lib/format.ts'

/** One rule before and after, as the server tells it: RuleDifference of roles.graphql. */
export type RuleDifference = {
  subject: string
  entity: string | null
  key: string | null
  before: string | null
  after: string | null
}

/** A rule's old or new value as the server tells it; null: there was none. */
type Told = string | null | undefined

/** Rules and what they are about, in the language of the interface. Needs the texts of `access`. */
export function useAccessText() {
  const { t } = useTranslation(['access', 'fields', 'values'])
  return useMemo(() => {
    const entity = (key: string): string => t([`access:entity.${key}`, `values:entities.${key}`, key])
    const field = (entityKey: string, key: string): string => t([`fields:${entityKey}.${key}`, key])
    const action = (key: string): string => t([`access:action.${key}`, key])
    const notification = (kind: string): string =>
      t([`access:notification.${kind}`, `values:notificationKind.${kind}`, kind])

    /** What the scope reaches in this entity, in a few words. */
    const scopeMeaning = (entityKey: string, scope: RowScope, affiliation: Affiliation): string => {
      if (scope === 'OWN') return t([`access:own.${entityKey}`, 'access:scopeLower.OWN'])
      if (scope !== 'ORGANISATION') return t(`access:scopeLower.${scope}`)
      if (affiliation === 'OFFICE') return t('access:officeOrganisation')
      return t([`access:organisation.${entityKey}`, 'access:scopeLower.ORGANISATION'])
    }

    /** What a difference is about: «Ремонт · Стоимость работ». */
    const differenceName = ({ subject, entity: entityKey, key }: RuleDifference): string => {
      if (subject === 'account' && entityKey && key) return field(entityKey, key)
      if (subject === 'field' && entityKey && key) {
        return t('access:difference.field', { entity: entity(entityKey), field: field(entityKey, key) })
      }
      if (subject === 'action' && key) return t('access:difference.action', { action: action(key) })
      if (subject === 'notification' && key) return t('access:difference.notification', { kind: notification(key) })
      if (subject === 'scope' && entityKey) {
        const side =
          key === 'read' || key === 'readScope' ? 'Read' : key === 'write' || key === 'writeScope' ? 'Write' : ''
        return t(`access:difference.scope${side}`, { entity: entity(entityKey) })
      }
      const known = `access:difference.${subject}`
      return i18next.exists(known) ? t(known) : t('access:difference.other', { subject, key: key ?? '' }).trim()
    }

    const differenceValue = (subject: string, value: Told): string => {
      if (value === null || value === undefined || value === '') return t(`access:difference.${absence(subject)}`)
      if (value === 'BY_ROLE') return t('access:difference.byRole')
      if (subject === 'field') return t([`access:accessLower.${value}`, value])
      if (subject === 'scope') {
        // One rule may say both of its sides: «ALL/OWN».
        const sides = value.split(/[\s/,]+/).map((side) => t([`access:scopeLower.${side}`, side]))
        return [...new Set(sides)].join(' / ')
      }
      if (subject === 'action') return t(`access:difference.${value === 'true' ? 'allowed' : 'denied'}`)
      if (subject === 'notification') return notificationValue(value)
      if (subject === 'expiresAt') return formatDateTime(value, i18next.language)
      if (subject === 'affiliation') return t([`values:affiliation.${value}`, value])
      if (value === 'true') return t('access:difference.yes')
      if (value === 'false') return t('access:difference.no')
      return value
    }

    const notificationValue = (value: string): string => {
      const known: Readonly<Record<string, string>> = {
        'IN_APP+BY_MAIL': 'inAppAndMail',
        IN_APP: 'inApp',
        BY_MAIL: 'byMail',
        NONE: 'nowhere',
      }
      const key = known[value]
      return key ? t(`access:difference.${key}`) : value
    }

    return {
      entity,
      field,
      action,
      notification,
      group: (key: string): string => t([`values:group.${key}`, key]),
      actionGroup: (key: string): string => t([`access:group.${key}`, `access:entity.${key}`, key]),
      access: (value: Access | null): string => t(`access:access.${value ?? 'undecided'}`),
      accessLower: (value: Access | null): string => t(`access:accessLower.${value ?? 'undecided'}`),
      scope: (value: RowScope): string => t(`access:scope.${value}`),
      scopeLower: (value: RowScope): string => t(`access:scopeLower.${value}`),
      scopeMeaning,
      differenceName,
      /** «чтение → нет»; a network that came or went has its address on one side only. */
      differenceValues: ({ subject, before, after }: RuleDifference): string => {
        if (events.has(subject)) return differenceValue(subject, after ?? before)
        return t('access:difference.arrow', {
          before: differenceValue(subject, before),
          after:
            after === null && subject === 'ipRange' ? t('access:difference.removed') : differenceValue(subject, after),
        })
      },
    }
  }, [t])
}

/** What happened once, rather than was one thing and is another. */
const events: ReadonlySet<string> = new Set(['invitation', 'session', 'sessions', 'expiresAt'])
/** Work that was handed over, to somebody or to nobody. */
const handedOver: ReadonlySet<string> = new Set([
  'repairsAsManager',
  'repairsAsTechExpert',
  'requests',
  'assignmentRules',
])

/** What an absent value means for a rule of the kind. */
function absence(subject: string): string {
  if (subject === 'field') return 'undecided'
  if (subject === 'sessionIdleMinutes' || subject === 'sessionMaxHours') return 'default'
  if (handedOver.has(subject)) return 'nobody'
  return subject === 'action' ? 'denied' : 'none'
}
