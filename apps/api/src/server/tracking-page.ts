import { formatPhone } from '@naryad/domain'
import type { Tracking } from '../../generated/graphql.ts'
import { escapeHtml, type Html, html } from './html.ts'
import { type PublicStage, type TrackingLocale, trackingTexts } from './tracking-texts.ts'

/** What the page needs to know of its reader and of us. */
export interface PageFrame {
  locale: TrackingLocale
  /** Whether the reader chose the language, so that links carry it on. */
  isLocaleChosen: boolean
  companyName: string
  timeZone: string
}

/** What lies ahead of each stage when nothing goes astray. Parts are awaited by some repairs only. */
const mainPath: readonly PublicStage[] = ['RECEIVED', 'ASSIGNED', 'VISIT', 'IN_WORK', 'FINISHING', 'DONE']
/** The stage of the main path that is left by a detour. */
const detours: Partial<Record<PublicStage, PublicStage>> = { RETURNED: 'RECEIVED', WAITING_PARTS: 'IN_WORK' }

/**
 * Where a request stands, as the inside of the public pages' shell: whole without JavaScript. What is inside
 * `data-live` is exchanged by the client while the page is open, `data-state` is where it says so.
 */
export function renderTrackingPage(tracking: Tracking, frame: PageFrame): Html {
  const { locale, timeZone } = frame
  const texts = trackingTexts[locale]
  const { requestNumber, repairNumber, equipment } = tracking
  const now = stageOf(tracking.stage)
  const day = formatter(locale, timeZone, { day: 'numeric', month: 'long', year: 'numeric' })
  const about = [equipment, texts.since(day(tracking.createdAt)), repairNumber && texts.repair(repairNumber)]

  return page(
    frame,
    html`<div class="nr-title">
      <h1>${texts.title(requestNumber)}</h1>
      <p class="nr-lead">${about.filter(Boolean).join(' · ')}</p>
    </div>
    <div class="nr-main" data-live>
      <section class="nr-card" aria-live="polite">
        <div class="nr-status">
          <p class="nr-secondary nr-small">${texts.now}</p>
          <h2>${texts.stages[now].name}</h2>
          <p>${texts.stages[now].text}</p>
        </div>
        ${actions(tracking, frame)}
      </section>
      ${visit(tracking, frame)}
      <section class="nr-card">
        <h2>${texts.steps}</h2>
        <ol class="nr-steps">${steps(tracking, now, frame)}</ol>
      </section>
    </div>
    <p class="nr-secondary nr-small nr-under" role="status" data-state></p>`,
  )
}

/** Why the link leads to no request, in the reader's language. */
export function trackingProblem(code: string, { locale }: PageFrame): { name: string; text: string } {
  const { problems } = trackingTexts[locale]
  // nothing else is forbidden here: the page is for clients, not for a browser where an employee is signed in
  if (code === 'FORBIDDEN') return problems.SIGNED_IN
  return code === 'NOT_FOUND' || code === 'LINK_EXPIRED' || code === 'THROTTLED' ? problems[code] : problems.OTHER
}

/** The same place when the link does not lead to a request. */
export function renderTrackingProblem(code: string, frame: PageFrame): Html {
  const { newRequest, openApp } = trackingTexts[frame.locale]
  const problem = trackingProblem(code, frame)
  const wayOn = code === 'FORBIDDEN' ? { href: '/', text: openApp } : { href: '/p/request', text: newRequest }
  return page(
    frame,
    html`<section class="nr-card">
      <div class="nr-title">
        <h1>${problem.name}</h1>
        <p class="nr-lead">${problem.text}</p>
      </div>
      <div class="nr-actions nr-actions-wide"><a class="nr-button" href="${wayOn.href}">${wayOn.text}</a></div>
    </section>`,
  )
}

/** Title of the browser's tab. */
export function trackingTitle(tracking: Tracking, { locale, companyName }: PageFrame): string {
  return `${trackingTexts[locale].title(tracking.requestNumber)} — ${companyName}`
}

/**
 * The page put into the shell that the web client's build made, which has the style sheet and the scripts.
 *
 * @param shell the text of public.html; a bare one is used when there is none
 */
export function intoShell(shell: string | null, locale: TrackingLocale, title: string, content: Html): string {
  const bare =
    '<!doctype html><html lang="ru"><head><meta charset="utf-8"><title></title></head><body><div id="app"></div><!--/app--></body></html>'
  // functions, because a client's words may hold what replace() takes for patterns
  return (shell ?? bare)
    .replace(/<html lang="[^"]*"/, () => `<html lang="${locale}"`)
    .replace(/<title>[^<]*<\/title>/, () => `<title>${escapeHtml(title)}</title>`)
    .replace(
      /<div id="app"[^>]*>[\s\S]*<\/div>\s*<!--\/app-->/,
      () => `<div id="app" class="nr" data-rendered>${content.html}</div><!--/app-->`,
    )
}

function page({ locale, companyName }: PageFrame, main: Html): Html {
  const other = locale === 'ru' ? 'en' : 'ru'
  const { otherLanguage } = trackingTexts[locale]
  return html`<div class="nr-page">
    <header class="nr-header">
      <span class="nr-company">${companyName}</span>
      <a class="nr-language" href="?lang=${other}" lang="${other}" hreflang="${other}">${otherLanguage}</a>
    </header>
    <main class="nr-main">${main}</main>
  </div>`
}

function actions({ completionToken, ratingToken }: Tracking, { locale, isLocaleChosen }: PageFrame): Html | null {
  const texts = trackingTexts[locale]
  const query = isLocaleChosen ? `?lang=${locale}` : ''
  const links = [
    completionToken ? { href: `/p/complete/${completionToken}${query}`, text: texts.complete } : null,
    ratingToken ? { href: `/p/rate/${ratingToken}${query}`, text: texts.rate } : null,
  ].filter((link) => link !== null)
  if (links.length === 0) return null
  return html`<div class="nr-actions nr-actions-wide">${links.map(
    ({ href, text }) => html`<a class="nr-button nr-button-primary" href="${href}">${text}</a>`,
  )}</div>`
}

/** When somebody comes, and whom to call about it; null while neither is known. */
function visit({ visitAt, ...tracking }: Tracking, { locale, timeZone }: PageFrame): Html | null {
  const texts = trackingTexts[locale]
  const { serviceCenterName: center, serviceCenterPhone: phone } = tracking
  if (!visitAt && !center) return null
  const time = formatter(locale, timeZone, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  })
  return html`<section class="nr-card">
    <dl class="nr-facts">
      ${visitAt ? fact(texts.visit, html`${time(visitAt)}`) : null}
      ${center ? fact(texts.serviceCenter, html`${center}`) : null}
      ${phone ? fact(texts.phone, html`<a href="tel:${phone}">${formatPhone(phone)}</a>`) : null}
    </dl>
    ${
      phone
        ? html`<div class="nr-actions nr-actions-wide"><a class="nr-button" href="tel:${phone}">${texts.call}</a></div>`
        : null
    }
  </section>`
}

function fact(name: string, value: Html): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`
}

function steps(tracking: Tracking, now: PublicStage, { locale, timeZone }: PageFrame): Html[] {
  const texts = trackingTexts[locale]
  const time = formatter(locale, timeZone, { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' })
  const passed = tracking.history.map(({ stage, at }, index) => {
    const isNow = index === tracking.history.length - 1
    const isAgain = stage === 'RECEIVED' && index > 0
    return html`<li class="nr-step ${isNow ? 'nr-step-now' : 'nr-step-passed'}"${isNow && html` aria-current="step"`}>
      <span class="nr-step-name">${isAgain ? texts.receivedAgain : texts.stages[stageOf(stage)].name}</span>
      <span class="nr-step-at">${time(at)}</span>
    </li>`
  })
  const ahead = stagesAhead(now).map(
    (stage) =>
      html`<li class="nr-step nr-step-ahead"><span class="nr-step-name">${texts.stages[stage].name}</span></li>`,
  )
  return [...passed, ...ahead]
}

function stagesAhead(now: PublicStage): readonly PublicStage[] {
  const at = mainPath.indexOf(detours[now] ?? now)
  return at < 0 ? [] : mainPath.slice(at + 1)
}

function stageOf(stage: string): PublicStage {
  return isStage(stage) ? stage : 'IN_WORK'
}

function isStage(stage: string): stage is PublicStage {
  return Object.hasOwn(trackingTexts.ru.stages, stage)
}

function formatter(locale: TrackingLocale, timeZone: string, options: Intl.DateTimeFormatOptions) {
  const format = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { ...options, timeZone })
  // «2026 г.»: the year needs no word beside a day
  return (instant: Date | string) => format.format(new Date(instant)).replace(/\sг\.$/, '')
}
