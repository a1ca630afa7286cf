import { type ComponentType, lazy, useContext, useEffect, useEffectEvent, useState } from 'react'
import { errorText } from '../lib/errors.ts'
import { withoutReload } from '../lib/stale-code.ts'
import { SnackbarContext } from './snackbar.ts'

type Overlay<P> = ComponentType<P>
type Options<P> = {
  /** Closes what could not be opened; without it the place stays empty and is filled when the network is back. */
  close?: (props: P) => void
  /** Too heavy to be fetched before somebody asks for it. */
  isHeavy?: boolean
  /** Its owner fetches it at once: it may be here although there is no network. */
  isFetchedAhead?: boolean
  /** Fails without a word: for what says the words itself. */
  isSilent?: boolean
}

/** Long enough for the data of the first screen to have the network to itself. */
const WARM_AFTER_MS = 3000

const cold: (() => Promise<unknown>)[] = []
let isWarm = false
let isWarming = false

/**
 * A menu, dialog or editor whose code comes when it is first shown. Unlike with `lazy()` alone, code that cannot be
 * fetched does not take the page down: a short message says so, and the next opening tries again. Stands in the
 * caller's `<Suspense>`.
 */
export function lazyOverlay<P extends object>(
  load: () => Promise<ComponentType<P>>,
  { close, isHeavy = false, isFetchedAhead = false, isSilent = false }: Options<P> = {},
): Overlay<P> {
  let loaded: Overlay<P> | null = null
  let attempt: Overlay<P> | null = null

  const fetchCode = async () => {
    // Chrome remembers a failed import for as long as the page lives: what must fail is not tried.
    if (!navigator.onLine && !isFetchedAhead) throw new TypeError('no network')
    loaded = await load()
    return loaded
  }
  const current = (): Overlay<P> => {
    attempt ??= lazy(async (): Promise<{ default: Overlay<P> }> => {
      try {
        return { default: await fetchCode() }
      } catch (error) {
        return { default: (props) => <Failed error={error} props={props} /> }
      }
    })
    return loaded ?? attempt
  }

  function Failed({ error, props }: { error: unknown; props: P }) {
    const snackbar = useContext(SnackbarContext)
    const giveUp = useEffectEvent(() => {
      attempt = null
      if (!isSilent) snackbar?.show({ text: errorText(error), tone: 'error' })
      close?.(props)
    })
    useEffect(() => giveUp(), [])
    return null
  }

  function LazyOverlay(props: P) {
    const [Shown, setShown] = useState(current)
    useEffect(() => {
      // Only what has failed: a shown editor keeps what was typed.
      const retry = () => setShown((shown: Overlay<P>) => (attempt ? shown : current()))
      window.addEventListener('online', retry)
      return () => window.removeEventListener('online', retry)
    }, [])
    return <Shown {...props} />
  }

  if (!isHeavy) warmLater(fetchCode)
  return LazyOverlay
}

/** Has the code fetched when the page has come to rest. */
export function warmLater(load: () => Promise<unknown>): void {
  cold.push(load)
  if (isWarm) void warm()
}

/** Fetches the light overlays one after another when the page has come to rest, so that they open without a network. */
export function useWarmOverlays(): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      isWarm = true
      void warm()
    }, WARM_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
}

async function warm() {
  if (isWarming) return
  isWarming = true
  // What cannot be fetched now is fetched when it is opened.
  while (cold.length > 0 && navigator.onLine) {
    const load = cold.shift()
    if (load) await withoutReload(load).catch(() => undefined)
  }
  isWarming = false
}
