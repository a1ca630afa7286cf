/** @jsxImportSource preact */
import { t } from '../lib/i18n.ts'
import type { Answers, Step } from './draft.ts'

interface ReviewProps {
  answers: Answers
  manufacturerName: string | null
  fileCount: number
  onEdit(step: Step): void
}

/** All answers at once before they are sent, each with the way back to its question. */
export function Review({ answers, manufacturerName, fileCount, onEdit }: ReviewProps) {
  const { owner, clientName, contactName, phone, email, model, isSerialUnknown, serialNumber } = answers
  const parts: [Step, (string | null)[]][] = [
    ['equipment', [model, manufacturerName, isSerialUnknown ? null : serialNumber]],
    ['problem', [answers.complaint, answers.urgency === 'URGENT' ? t('urgency.URGENT') : null]],
    ['files', [fileCount > 0 ? t('files.count', { count: fileCount }) : null]],
    ['place', [answers.city, answers.region, answers.address]],
    ['contact', [owner === 'company' ? clientName : null, contactName, phone, email]],
  ]
  return (
    <section class="nr-card">
      <h2>{t('request.review')}</h2>
      <dl class="nr-facts">
        {parts.map(([step, values]) => (
          <div key={step}>
            <dt class="nr-small">{t(`step.${step}.title`)}</dt>
            <dd>
              {values.filter(Boolean).join('\n') || t('request.empty')}
              <br />
              <button type="button" class="nr-link-button nr-small" onClick={() => onEdit(step)}>
                {t('request.edit')}
                <span class="nr-visually-hidden">: {t(`step.${step}.title`)}</span>
              </button>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
