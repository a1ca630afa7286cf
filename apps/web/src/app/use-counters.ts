import { useQuery, useSubscription } from '@apollo/client/react'
import { useEffect, useMemo, useRef } from 'react'
import { useCan } from '../lib/viewer.ts'
import { CountersDocument, RepairsMovedDocument, RequestsMovedDocument } from './documents.ts'
import type { CounterKey } from './sections.ts'

/** Counts change in bursts; one question answers a whole burst. */
const PAUSE_MS = 3000
/** Deadlines pass without anything happening. */
const POLL_MS = 60_000

export type Counters = Readonly<Partial<Record<CounterKey, number>>>

/** What waits in each section, kept fresh by what happens to requests and repairs. */
export function useCounters(): Counters {
  const { data, refetch } = useQuery(CountersDocument, {
    variables: { canDecide: useCan('role.manage') },
    pollInterval: POLL_MS,
    skipPollAttempt: () => document.hidden,
  })
  const schedule = useThrottled(() => void refetch(), PAUSE_MS)
  useSubscription(RepairsMovedDocument, { skip: !useCan('section.repairs'), onData: schedule, ignoreResults: true })
  useSubscription(RequestsMovedDocument, { skip: !useCan('section.requests'), onData: schedule, ignoreResults: true })
  return useMemo(
    () => ({
      ...Object.fromEntries(data?.counters.map(({ key, count }) => [key, count]) ?? []),
      undecided: data?.undecidedFieldCount ?? 0,
    }),
    [data],
  )
}

/** Runs at most once per pause, always after the last call. */
function useThrottled(run: () => void, pause: number): () => void {
  const latest = useRef(run)
  latest.current = run
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return useMemo(
    () => () => {
      timer.current ??= setTimeout(() => {
        timer.current = undefined
        latest.current()
      }, pause)
    },
    [pause],
  )
}
