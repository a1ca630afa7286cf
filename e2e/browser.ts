import { basename, join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { inject, onTestFailed } from 'vitest'

const ours = { locale: 'ru-RU', timezoneId: 'Europe/Moscow' } satisfies BrowserContextOptions

const devices = {
  desktop: { ...ours, viewport: { width: 1440, height: 900 } },
  phone: { ...ours, viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
} satisfies Record<string, BrowserContextOptions>

/** Where pictures of pages are kept; git does not know it. */
export const pictures = join(import.meta.dirname, 'screenshots')
let failures = 0

/** A person at a device of his own: nothing is shared with the others, neither cookies nor cache. */
export type Person = {
  page: Page
  /** Everything that went wrong in the page unseen: exceptions, console errors, policy violations. */
  faults: string[]
  close(): Promise<void>
}

/** The browser that the tests bring along; no browser has to be installed. */
export async function launchBrowser(): Promise<Browser> {
  const { executable, libraries } = inject('browser')
  return chromium.launch({
    executablePath: executable,
    // no sandbox: it needs rights that root in a container does not have
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'],
    env: { ...process.env, ...(libraries && { LD_LIBRARY_PATH: libraries }) },
  })
}

/**
 * Opens a fresh context with one page; relative addresses of `goto` are relative to `baseURL`. Tests that run at once
 * give the hook of their own context: the common one does not know whose it is.
 */
export async function openPerson(
  browser: Browser,
  baseURL: string,
  device: keyof typeof devices = 'desktop',
  whenFailed: typeof onTestFailed = onTestFailed,
): Promise<Person> {
  const context = await browser.newContext({ ...devices[device], baseURL })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${message.text()} (${message.location().url})`)
  })
  whenFailed(async ({ task }) => {
    const picture = join(pictures, `failed-${basename(task.file.name, '.test.ts')}-${++failures}.png`)
    await page.screenshot({ path: picture }).catch(() => {})
    process.stderr.write([`${page.url()} looked like ${picture}`, ...faults, ''].join('\n'))
  })
  return { page, faults, close: () => context.close() }
}
