import { act, cleanup, render, screen } from '@testing-library/react'
import { Suspense } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { lazyOverlay } from './lazy-overlay.tsx'
import { SnackbarContext } from './snackbar.ts'

type Props = { onClose: () => void }

const Palette = () => <p>palette</p>
const unreachable = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'))

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

async function open(Overlay: ReturnType<typeof lazyOverlay<Props>>, onClose: () => void, show: () => void) {
  return act(async () =>
    render(
      <SnackbarContext value={{ show, showError: show }}>
        <h1>page</h1>
        <Suspense>
          <Overlay onClose={onClose} />
        </Suspense>
      </SnackbarContext>,
    ),
  )
}

test('an overlay that cannot be fetched says so, closes and leaves the page; the next opening tries again', async () => {
  const load = vi.fn<() => Promise<typeof Palette>>().mockImplementationOnce(unreachable).mockResolvedValue(Palette)
  const Overlay = lazyOverlay<Props>(load, { close: (props) => props.onClose() })
  const onClose = vi.fn()
  const show = vi.fn()

  const { unmount } = await open(Overlay, onClose, show)
  expect(screen.getByText('page')).toBeTruthy()
  expect(show).toHaveBeenCalledOnce()
  expect(onClose).toHaveBeenCalledOnce()
  unmount()

  await open(Overlay, onClose, show)
  expect(screen.getByText('palette')).toBeTruthy()
  expect(load).toHaveBeenCalledTimes(2)
  expect(onClose).toHaveBeenCalledOnce()
})

test('without a network the code is not asked for: a browser may remember the failure', async () => {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValueOnce(false)
  const load = vi.fn<() => Promise<typeof Palette>>().mockResolvedValue(Palette)
  const Overlay = lazyOverlay<Props>(load, { close: (props) => props.onClose() })
  const onClose = vi.fn()

  await open(Overlay, onClose, vi.fn())
  expect(load).not.toHaveBeenCalled()
  expect(onClose).toHaveBeenCalledOnce()
})

test('an editor that cannot be fetched comes when the network is back', async () => {
  const load = vi.fn<() => Promise<typeof Palette>>().mockImplementationOnce(unreachable).mockResolvedValue(Palette)
  const Editor = lazyOverlay<Props>(load)

  await open(Editor, vi.fn(), vi.fn())
  expect(screen.queryByText('palette')).toBeNull()
  await act(async () => window.dispatchEvent(new Event('online')))
  expect(screen.getByText('palette')).toBeTruthy()
})
