import { useTranslation } from 'react-i18next'
import { formatPhone } from '../../lib/format.ts'
import { useFieldText } from '../record/use-field-text.ts'
import type { LinkQuestion } from './link-questions.ts'

/** The words of a question and of its two answers. */
export function useQuestionText(question: LinkQuestion): { sentences: string[]; yes: string; no: string } {
  const { t } = useTranslation('record')
  const { label } = useFieldText()
  const { kind, record, partners, contact } = question
  const { entity, title } = record
  // the names of companies have quotes of their own
  const quoted = (text: string) => (/[«"“]/.test(text) ? text : t('links.quoted', { title: text }))
  const named = (text: string) => (entity === 'equipment' ? text : quoted(text))
  const name = title ? t(`links.record.${entity}`, { title: named(title) }) : t(`links.recordUnnamed.${entity}`)
  const shown = partners.map((partner) =>
    t('links.willSee', {
      partner: partner.title
        ? t(`links.partner.${partner.entity}`, { title: quoted(partner.title) })
        : t(`links.partnerUnnamed.${partner.entity}`),
      record: name,
      fields: partner.fields.map((key) => asWord(label(entity, key))).join(', '),
    }),
  )
  switch (kind) {
    case 'LINK':
      return {
        sentences: [t(`links.found.${entity}`, { record: name }), ...shown],
        yes: t(`links.${shown.length ? 'linkAndShow' : 'link'}.${entity}`),
        no: t(`links.leave.${entity}`),
      }
    case 'SHOW':
      return { sentences: shown, yes: '', no: '' }
    case 'ADD_CONTACT': {
      const { phone, email } = contact ?? {}
      const person = [contact?.name, phone && formatPhone(phone).replaceAll(' ', '\u00a0'), email]
        .filter(Boolean)
        .join(', ')
      return {
        sentences: [t('links.addContact', { record: name, person })],
        yes: t('links.add'),
        no: t('links.doNotAdd'),
      }
    }
    case 'SET_OWNER':
      return {
        sentences: [t('links.setOwner', { record: name })],
        yes: t('links.owner'),
        no: t('links.noOwner'),
      }
  }
}

/** A field's name inside a sentence; an abbreviation stays as it is. */
function asWord(label: string): string {
  return /^\p{Lu}\p{Lu}/u.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1)
}
