import { useEffect, useRef, useState } from 'preact/hooks'
import { failureOf, type RequestError } from './client.ts'
import { isUnderway, type UploadItem } from './uploads.ts'
import { useOnline } from './use-online.ts'

/** WAITING: wanted, but files are still on their way or there is no connection. */
export type SubmissionStatus = 'IDLE' | 'WAITING' | 'FILES_FAILED' | 'SENDING' | 'FAILED'

export interface Submission {
  status: SubmissionStatus
  failure: RequestError | null
  /** Sends as soon as it can be sent; more calls while it is on its way do nothing. */
  submit(): void
  /** Sends without the files that did not arrive. */
  submitWithoutFailed(): void
  /** No longer wanted: something was changed. */
  reset(): void
}

interface SubmissionOptions<Result> {
  items: readonly UploadItem[]
  send(): Promise<Result>
  onDone(result: Result): void
  onFailure?(failure: RequestError): void
}

/** Sending a form together with its files: waits for what has to arrive first, then sends once. */
export function useSubmission<Result>(options: SubmissionOptions<Result>): Submission {
  const latest = useRef(options)
  latest.current = options
  const isBusy = useRef(false)
  const [wanted, setWanted] = useState<'NO' | 'WITH_FILES' | 'WITHOUT_FAILED'>('NO')
  const [isSending, setSending] = useState(false)
  const [failure, setFailure] = useState<RequestError | null>(null)
  const isOnline = useOnline()

  const isWanted = wanted !== 'NO'
  const hasUnderway = options.items.some(isUnderway)
  const hasFailed = options.items.some(({ status }) => status === 'FAILED' || status === 'DETACHED')
  const isReady = isWanted && isOnline && !hasUnderway && (!hasFailed || wanted === 'WITHOUT_FAILED')

  useEffect(() => {
    if (!isReady || isBusy.current) return
    const { send, onDone, onFailure } = latest.current
    const run = async () => {
      isBusy.current = true
      setSending(true)
      try {
        onDone(await send())
      } catch (thrown) {
        const failed = failureOf(thrown)
        setFailure(failed)
        onFailure?.(failed)
      } finally {
        isBusy.current = false
        setSending(false)
        setWanted('NO')
      }
    }
    void run()
  }, [isReady])

  const want = (how: 'WITH_FILES' | 'WITHOUT_FAILED') => {
    setFailure(null)
    setWanted(how)
  }
  return {
    status: statusOf(),
    failure,
    submit: () => want('WITH_FILES'),
    submitWithoutFailed: () => want('WITHOUT_FAILED'),
    reset() {
      setFailure(null)
      setWanted('NO')
    },
  }

  function statusOf(): SubmissionStatus {
    if (isSending) return 'SENDING'
    if (failure) return 'FAILED'
    if (!isWanted) return 'IDLE'
    if (isOnline && !hasUnderway && hasFailed && wanted === 'WITH_FILES') return 'FILES_FAILED'
    return 'WAITING'
  }
}
