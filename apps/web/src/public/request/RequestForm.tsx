/** @jsxImportSource preact */
import { useEffect, useReducer, useRef, useState } from 'preact/hooks'
import type { PublicFormQuery } from '../../gql/graphql.ts'
import { FilesField } from '../components/FilesField.tsx'
import { SubmissionNotice } from '../components/SubmissionNotice.tsx'
import { execute, type RequestError } from '../lib/client.ts'
import { t } from '../lib/i18n.ts'
import { browserStorage } from '../lib/storage.ts'
import { storedFileIds } from '../lib/uploads.ts'
import { usePhone } from '../lib/use-phone.ts'
import { useSubmission } from '../lib/use-submission.ts'
import { useUploads } from '../lib/use-uploads.ts'
import { submitServiceRequestDocument } from '../operations.ts'
import { answerId, bindAnswers } from './binding.ts'
import { ConsentSection } from './ConsentSection.tsx'
import { ContactSection } from './ContactSection.tsx'
import {
  type AnswerErrors,
  answerErrors,
  firstError,
  isTouched,
  reduceDraft,
  refusedAnswers,
  restoreDraft,
  type Step,
  steps,
  storedDraft,
  toInput,
} from './draft.ts'
import { EquipmentSection } from './EquipmentSection.tsx'
import { PlaceSection } from './PlaceSection.tsx'
import { ProblemSection } from './ProblemSection.tsx'
import { Review } from './Review.tsx'
import type { StepAddress } from './step-address.ts'
import { useUnit } from './use-unit.ts'

/** What the sender is told about his request. */
export interface SentRequest {
  number: string
  trackingToken: string
  email: string
  companyName: string
}

export interface RequestFormProps {
  form: PublicFormQuery['publicForm']
  /** Origin of the server, empty for the page's own. */
  server?: string
  /** Null inside somebody else's page, whose address is not ours. */
  address: StepAddress | null
  onSent(sent: SentRequest): void
  /** The text of the consent has changed since it was loaded. */
  onConsentChanged(): void
}

const DRAFT = 'request.draft'
const FILES = 'request.files'

/** The request form: one question at a time on a phone, all of them on one page otherwise. */
export function RequestForm({ form, server = '', address, onSent, onConsentChanged }: RequestFormProps) {
  const [draft, dispatch] = useReducer(reduceDraft, null, () => {
    const restored = restoreDraft(browserStorage.get(DRAFT))
    return { ...restored, step: address?.read() ?? restored.step }
  })
  const [wasRestored, setRestored] = useState(() => isTouched(draft))
  const [uploads, items] = useUploads(FILES, draft.uploadKey, `${server}/files/uploads`)
  const isPhone = usePhone()
  const heading = useRef<HTMLHeadingElement>(null)
  const [toFocus, setToFocus] = useState<string | 'HEADING' | null>(null)
  const { answers, step, errors } = draft
  const search = useUnit(answers.isSerialUnknown ? '' : answers.serialNumber, `${server}/graphql`, (unit) =>
    dispatch({ type: 'unitFound', unit }),
  )

  const submission = useSubmission({
    items,
    send: async () => {
      const input = toInput(draft, form.consentVersion, storedFileIds(items))
      return (await execute(submitServiceRequestDocument, { input }, `${server}/graphql`)).submitServiceRequest
    },
    onDone({ number, trackingToken }) {
      forget()
      onSent({ number, trackingToken, email: answers.email.trim(), companyName: form.companyName })
    },
    onFailure: showRefusal,
  })

  useEffect(() => {
    if (isTouched(draft)) browserStorage.set(DRAFT, storedDraft(draft))
  }, [draft])

  useEffect(() => address?.listen((chosen) => dispatch({ type: 'stepChosen', step: chosen })), [address])

  useEffect(() => {
    if (toFocus === null) return
    const target = toFocus === 'HEADING' ? heading.current : document.getElementById(toFocus)
    target?.focus({ preventScroll: true })
    if (toFocus === 'HEADING') target?.closest('form')?.scrollIntoView({ block: 'start' })
    else target?.scrollIntoView({ block: 'center' })
    setToFocus(null)
  }, [toFocus])

  function goTo(chosen: Step) {
    dispatch({ type: 'stepChosen', step: chosen })
    if (chosen !== step) address?.go(chosen)
    setToFocus('HEADING')
  }

  function showErrors(found: AnswerErrors) {
    dispatch({ type: 'checked', errors: found })
    const first = firstError(found)
    if (!first) return
    if (isPhone && first.step !== step) goTo(first.step)
    setToFocus(answerId(first.key))
  }

  function showRefusal({ code, details }: RequestError) {
    // the server has cleared away files that waited too long for their request
    if (code === 'NOT_FOUND') uploads.clear()
    if (code !== 'VALIDATION') return
    const refused = refusedAnswers(details)
    if (refused.consent) {
      dispatch({ type: 'answered', key: 'consent', value: false })
      onConsentChanged()
      showErrors({ ...refused, consent: 'consent.changed' })
    } else showErrors(refused)
  }

  function proceed(event: Event) {
    event.preventDefault()
    const next = steps[steps.indexOf(step) + 1]
    const isLast = !isPhone || !next
    const found = answerErrors(answers, isLast ? undefined : step)
    if (firstError(found)) return showErrors(found)
    dispatch({ type: 'checked', errors: {} })
    if (isLast) submission.submit()
    else goTo(next)
  }

  function forget() {
    uploads.clear()
    browserStorage.remove(DRAFT)
    browserStorage.remove(FILES)
  }

  function startOver() {
    if (!confirm(t('request.startOverConfirm'))) return
    forget()
    dispatch({ type: 'startedOver' })
    submission.reset()
    setRestored(false)
    if (isPhone) goTo('equipment')
  }

  const binding = bindAnswers(answers, errors, (action) => {
    if (submission.status !== 'SENDING') submission.reset()
    dispatch(action)
  })
  const sections: Record<Step, () => preact.JSX.Element> = {
    equipment: () => (
      <EquipmentSection form={binding} manufacturers={form.manufacturers} unit={draft.unit} search={search} />
    ),
    problem: () => <ProblemSection form={binding} />,
    files: () => <FilesField uploads={uploads} items={items} />,
    place: () => <PlaceSection form={binding} />,
    contact: () => <ContactSection form={binding} />,
    consent: () => <ConsentSection form={binding} text={form.consentText} />,
  }
  const mistakes = Object.keys(errors).length
  const isSending = submission.status === 'SENDING'
  const submitButton = (
    <button type="submit" class="nr-button nr-button-primary" aria-disabled={isSending}>
      {isSending ? t('request.sending') : t('request.submit')}
    </button>
  )
  const kept = wasRestored && (
    <p class="nr-secondary nr-small">
      {t('request.restored')}{' '}
      <button type="button" class="nr-link-button nr-small" onClick={startOver}>
        {t('request.startOver')}
      </button>
    </p>
  )

  if (isPhone) {
    const index = steps.indexOf(step)
    const isLast = index === steps.length - 1
    return (
      <form class="nr-main" noValidate onSubmit={proceed}>
        <div class="nr-progress">
          <span>{t('request.progress', { step: index + 1, of: steps.length })}</span>
          <div class="nr-bar" aria-hidden="true">
            <span style={{ width: `${((index + 1) / steps.length) * 100}%` }} />
          </div>
        </div>
        <div class="nr-title">
          <h1 ref={heading} tabIndex={-1}>
            {t(`step.${step}.title`)}
          </h1>
          {t(`step.${step}.lead`) && <p class="nr-lead">{t(`step.${step}.lead`)}</p>}
          {index === 0 && kept}
        </div>
        {isLast && (
          <Review
            answers={answers}
            manufacturerName={form.manufacturers.find(({ id }) => id === answers.manufacturerId)?.name ?? null}
            fileCount={items.length}
            onEdit={goTo}
          />
        )}
        <section class="nr-card nr-card-bare" key={step}>
          {sections[step]()}
        </section>
        <SubmissionNotice submission={submission} uploads={uploads} items={items} />
        <div class="nr-footer-bar">
          {index > 0 && (
            <button type="button" class="nr-button" onClick={() => goTo(steps[index - 1] ?? 'equipment')}>
              {t('common.back')}
            </button>
          )}
          {isLast ? (
            submitButton
          ) : (
            <button type="submit" class="nr-button nr-button-primary">
              {t('common.next')}
            </button>
          )}
        </div>
      </form>
    )
  }
  return (
    <form class="nr-main" noValidate onSubmit={proceed}>
      <div class="nr-title">
        <h1 ref={heading} tabIndex={-1}>
          {t('request.title')}
        </h1>
        <p class="nr-lead">{t('request.lead')}</p>
        {kept}
      </div>
      {steps.map((each) => (
        <section class="nr-card" key={each} aria-labelledby={`nr-title-${each}`}>
          <div class="nr-card-head">
            <h2 id={`nr-title-${each}`}>{t(`step.${each}.title`)}</h2>
            {t(`step.${each}.lead`) && <p class="nr-secondary nr-small">{t(`step.${each}.lead`)}</p>}
          </div>
          {sections[each]()}
        </section>
      ))}
      <SubmissionNotice submission={submission} uploads={uploads} items={items} />
      <div class="nr-actions">
        {submitButton}
        <p class="nr-under nr-error" hidden={mistakes === 0}>
          {mistakes > 0 && t('invalid.summary', { count: mistakes })}
        </p>
      </div>
    </form>
  )
}
