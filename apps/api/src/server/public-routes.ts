import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Express, Request, Response } from 'express'
import type { Services } from '../context.ts'
import type { ServerOptions } from '../env.ts'
import { requireGuest } from '../gate/graphql.ts'
import { throttle } from '../modules/public-pages/public-throttle.ts'
import { track } from '../modules/public-pages/tracking.service.ts'
import { httpStatus, toReply } from './errors.ts'
import { createContext } from './session.ts'
import {
  intoShell,
  type PageFrame,
  renderTrackingPage,
  renderTrackingProblem,
  trackingProblem,
  trackingTitle,
} from './tracking-page.ts'
import { trackingLocales } from './tracking-texts.ts'

/** The public page that is rendered here, so that a request's status can be read without JavaScript. */
export function mountPublicRoutes(
  app: Express,
  services: Services,
  options: Pick<ServerOptions, 'webDir' | 'trustedProxies'>,
): void {
  const { webDir } = options
  app.get('/p/track/:token', async (req, res) => {
    const frame = frameOf(req, services)
    const shell = webDir === null ? null : await readFile(join(webDir, 'public.html'), 'utf8').catch(() => null)
    setHeaders(res)
    try {
      const sessionCookie = { set() {}, clear() {} }
      const ctx = await createContext(services, req, { trustedProxies: options.trustedProxies, sessionCookie })
      requireGuest(ctx.viewer)
      await throttle(ctx, 'link')
      const found = await track(services, req.params.token)
      res.send(intoShell(shell, frame.locale, trackingTitle(found, frame), renderTrackingPage(found, frame)))
    } catch (error) {
      const { code } = toReply(error, services.log).extensions
      res.status(httpStatus(code))
      res.send(intoShell(shell, frame.locale, trackingProblem(code, frame).name, renderTrackingProblem(code, frame)))
    }
  })
}

/** The address is the key to the page: no cache, no search engine and no other site may learn it. */
function setHeaders(res: Response): void {
  res.type('html')
  res.set({ 'Cache-Control': 'private, no-store', 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex' })
}

function frameOf(req: Request, { settings }: Services): PageFrame {
  const chosen = trackingLocales.find((locale) => locale === req.query.lang)
  const accepted = req.acceptsLanguages([...trackingLocales])
  return {
    locale: chosen ?? trackingLocales.find((locale) => locale === accepted) ?? 'ru',
    isLocaleChosen: chosen !== undefined,
    companyName: settings.companyName,
    timeZone: settings.timeZone,
  }
}
