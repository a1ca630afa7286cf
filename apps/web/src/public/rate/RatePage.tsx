/** @jsxImportSource preact */
import { useCallback, useState } from 'preact/hooks'
import type { RatingFormQuery } from '../../gql/graphql.ts'
import { FailureNotice } from '../components/FailureNotice.tsx'
import { FocusedTitle } from '../components/FocusedTitle.tsx'
import { LinkProblem } from '../components/LinkProblem.tsx'
import { Page } from '../components/Page.tsx'
import { PageSkeleton } from '../components/PageSkeleton.tsx'
import { TextField } from '../components/TextField.tsx'
import { execute } from '../lib/client.ts'
import { formatDay } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { useLoaded } from '../lib/use-loaded.ts'
import { useSubmission } from '../lib/use-submission.ts'
import { rateRepairDocument, ratingFormDocument } from '../operations.ts'
import { type Mark, marks, Stars } from './Stars.tsx'

/** /p/rate/:token; `?mark=5` is what the star in a letter leads to. */
export function RatePage({ token }: { token: string }) {
  const load = useCallback(() => execute(ratingFormDocument, { token }), [token])
  const [loaded, reload] = useLoaded(load)
  const [isDone, setDone] = useState(false)
  const form = loaded.status === 'READY' ? loaded.value.ratingForm : null
  const companyName = loaded.status === 'READY' ? loaded.value.publicForm.companyName : undefined
  return (
    <Page title={t('rate.title')} companyName={companyName}>
      {loaded.status === 'LOADING' && <PageSkeleton heights={[72, 300]} />}
      {loaded.status === 'FAILED' && loaded.failure.code === 'LINK_USED' && <Rated isNow={false} />}
      {loaded.status === 'FAILED' && loaded.failure.code !== 'LINK_USED' && (
        <LinkProblem failure={loaded.failure} onRetry={reload} />
      )}
      {form && (isDone || form.isRated) && <Rated isNow={isDone} />}
      {form && !isDone && !form.isRated && (
        <RateForm token={token} form={form} onDone={() => setDone(true)} onLinkLost={reload} />
      )}
    </Page>
  )
}

function Rated({ isNow }: { isNow: boolean }) {
  return (
    <section class="nr-card">
      <span class="nr-mark" aria-hidden="true">
        ✓
      </span>
      <div class="nr-title">
        <FocusedTitle>{isNow ? t('rate.doneTitle') : t('rate.ratedTitle')}</FocusedTitle>
        <p class="nr-lead">{isNow ? t('rate.doneLead') : t('rate.ratedLead')}</p>
      </div>
    </section>
  )
}

interface RateFormProps {
  token: string
  form: RatingFormQuery['ratingForm']
  onDone(): void
  /** Rated meanwhile, or the link has expired. */
  onLinkLost(): void
}

function RateForm({ token, form, onDone, onLinkLost }: RateFormProps) {
  const [mark, setMark] = useState<Mark | null>(
    () => marks.find((each) => String(each) === new URLSearchParams(location.search).get('mark')) ?? null,
  )
  const [comment, setComment] = useState('')
  const [error, setError] = useState<string | null>(null)
  const submission = useSubmission({
    items: [],
    // submitted with a mark only
    send: () => execute(rateRepairDocument, { token, mark: mark ?? 0, comment: comment.trim() || null }),
    onDone,
    onFailure({ code }) {
      if (code === 'LINK_USED' || code === 'LINK_EXPIRED' || code === 'CONFLICT') onLinkLost()
    },
  })
  const send = (event: Event) => {
    event.preventDefault()
    if (mark !== null) return submission.submit()
    setError(t('rate.markRequired'))
    document.getElementById('nr-mark-1')?.focus()
  }
  const isSending = submission.status === 'SENDING'
  const facts = [
    form.equipment,
    form.serviceCenterName,
    form.closedAt && t('rate.closedAt', { date: formatDay(form.closedAt) }),
  ]
  return (
    <form class="nr-main" noValidate onSubmit={send}>
      <div class="nr-title">
        <h1>{t('rate.title')}</h1>
        <p class="nr-lead">
          {t('rate.lead', { number: form.repairNumber })}
          <br />
          {facts.filter(Boolean).join(' · ')}
        </p>
      </div>
      <section class="nr-card">
        <Stars
          value={mark}
          error={error}
          onInput={(chosen) => {
            setMark(chosen)
            setError(null)
          }}
        />
        <TextField
          id="nr-comment"
          label={mark !== null && mark <= 3 ? t('rate.commentLow') : t('rate.comment')}
          value={comment}
          isMultiline
          maxLength={2000}
          onInput={setComment}
        />
        {submission.failure && <FailureNotice failure={submission.failure} onRetry={submission.submit} />}
        {submission.status === 'WAITING' && <p role="status">{t('problem.waitingForNetwork')}</p>}
        <div class="nr-actions nr-actions-wide">
          <button type="submit" class="nr-button nr-button-primary" aria-disabled={isSending}>
            {isSending ? t('request.sending') : t('rate.submit')}
          </button>
        </div>
      </section>
    </form>
  )
}
