/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks'
import type { CompletionFormQuery } from '../../gql/graphql.ts'
import { FilesField } from '../components/FilesField.tsx'
import { SubmissionNotice } from '../components/SubmissionNotice.tsx'
import { execute, refusedKeys } from '../lib/client.ts'
import { t } from '../lib/i18n.ts'
import { browserStorage, randomKey } from '../lib/storage.ts'
import { storedFileIds } from '../lib/uploads.ts'
import { useSubmission } from '../lib/use-submission.ts'
import { useUploads } from '../lib/use-uploads.ts'
import { completeServiceRequestDocument } from '../operations.ts'
import { CompletionControl } from './CompletionControl.tsx'
import { type CompletionErrors, completionErrors, completionValues, FILES_KEY, initialAnswers } from './completion.ts'

interface CompleteFormProps {
  token: string
  form: CompletionFormQuery['completionForm']
  onSent(trackingToken: string): void
  /** The link was used meanwhile, or has expired. */
  onLinkLost(): void
}

/** The fields that an employee marked, and nothing else. */
export function CompleteForm({ token, form, onSent, onLinkLost }: CompleteFormProps) {
  const draftKey = `complete.${token.slice(0, 16)}`
  const [stored] = useState(() => storedCompletion(browserStorage.get(draftKey)))
  const [answers, setAnswers] = useState(() => initialAnswers(form.fields, stored.answers))
  const [errors, setErrors] = useState<CompletionErrors>({})
  const [uploads, items] = useUploads(`${draftKey}.files`, stored.uploadKey)
  const submission = useSubmission({
    items,
    send: async () => {
      const fileIds = storedFileIds(items)
      const sent = await execute(completeServiceRequestDocument, {
        token,
        values: completionValues(form.fields, answers),
        fileIds,
        uploadKey: fileIds.length > 0 ? stored.uploadKey : null,
      })
      return sent.completeServiceRequest
    },
    onDone({ trackingToken }) {
      browserStorage.remove(draftKey)
      browserStorage.remove(`${draftKey}.files`)
      onSent(trackingToken)
    },
    onFailure({ code, details }) {
      if (code === 'LINK_USED' || code === 'LINK_EXPIRED') return onLinkLost()
      if (code === 'NOT_FOUND') return uploads.clear()
      const named = refusedKeys(details)
      const refused = form.fields.filter(({ key }) => named.includes(key))
      showErrors(Object.fromEntries(refused.map(({ key }) => [key, 'invalid.refused' as const])))
    },
  })

  useEffect(() => {
    browserStorage.set(draftKey, { answers, uploadKey: stored.uploadKey })
  }, [answers, draftKey, stored.uploadKey])

  function showErrors(found: CompletionErrors) {
    setErrors(found)
    const first = form.fields.find(({ key }) => found[key])
    const control = first && document.getElementById(`nr-${first.key}`)
    control?.focus({ preventScroll: true })
    control?.scrollIntoView({ block: 'center' })
  }

  function send(event: Event) {
    event.preventDefault()
    const found = completionErrors(form.fields, answers, items.length)
    showErrors(found)
    if (Object.keys(found).length === 0) submission.submit()
  }

  const isSending = submission.status === 'SENDING'
  return (
    <form class="nr-main" noValidate onSubmit={send}>
      <section class="nr-card">
        {form.fields.map((field) => {
          const { key } = field
          const error = errors[key] ? t(errors[key]) : null
          if (key === FILES_KEY) {
            return (
              <fieldset class="nr-field" key={key} id={`nr-${key}`} tabIndex={-1}>
                <legend class="nr-label">{t('field.documents')}</legend>
                <FilesField uploads={uploads} items={items} />
                {error && <p class="nr-under nr-error">{error}</p>}
              </fieldset>
            )
          }
          return (
            <CompletionControl
              key={key}
              field={field}
              value={answers[key] ?? ''}
              error={error}
              manufacturers={form.manufacturers}
              onInput={(value) => {
                setAnswers((former) => ({ ...former, [key]: value }))
                setErrors(({ [key]: _, ...others }) => others)
                if (!isSending) submission.reset()
              }}
            />
          )
        })}
      </section>
      <SubmissionNotice submission={submission} uploads={uploads} items={items} />
      <div class="nr-actions nr-actions-wide">
        <button type="submit" class="nr-button nr-button-primary" aria-disabled={isSending}>
          {isSending ? t('request.sending') : t('complete.submit')}
        </button>
      </div>
    </form>
  )
}

function storedCompletion(stored: unknown): { answers: unknown; uploadKey: string } {
  const { answers, uploadKey }: { answers?: unknown; uploadKey?: unknown } =
    typeof stored === 'object' && stored !== null ? stored : {}
  return { answers, uploadKey: typeof uploadKey === 'string' ? uploadKey : randomKey() }
}
