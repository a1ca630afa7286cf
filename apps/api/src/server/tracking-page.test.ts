import { describe, expect, it } from 'vitest'
import type { Tracking } from '../../generated/graphql.ts'
import { html } from './html.ts'
import { intoShell, type PageFrame, renderTrackingPage, renderTrackingProblem } from './tracking-page.ts'

const frame: PageFrame = {
  locale: 'ru',
  isLocaleChosen: false,
  companyName: 'Термосервис',
  timeZone: 'Europe/Moscow',
}

function tracking(more: Partial<Tracking> = {}): Tracking {
  const at = new Date('2026-10-12T21:30:00Z')
  return {
    requestNumber: 'З-2026-000123',
    createdAt: at,
    stage: 'RECEIVED',
    history: [{ stage: 'RECEIVED', at }],
    ...more,
  }
}

const page = (more: Partial<Tracking> = {}, other: Partial<PageFrame> = {}) =>
  renderTrackingPage(tracking(more), { ...frame, ...other }).html

const text = (source: string) => source.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')

describe('the tracking page', () => {
  it('says where the request stands in plain words, with times of the organisation’s zone', () => {
    const said = text(page())
    expect(said).toContain('Заявка З-2026-000123')
    expect(said).toContain('Подана 13 октября 2026')
    expect(said).toContain('Заявка принята')
    expect(said).toContain('13 октября в 00:30')
  })

  it('shows what lies ahead, and nothing of it once the repair is over', () => {
    expect(text(page())).toContain('Ремонт завершён')
    const cancelled = page({ stage: 'CANCELLED', history: [{ stage: 'CANCELLED', at: new Date() }] })
    expect(text(cancelled)).not.toContain('Ремонт завершён')
    expect(cancelled).not.toContain('nr-step-ahead')
  })

  it('shows visit and service centre as soon as they are known', () => {
    const visitAt = new Date('2026-10-14T11:00:00Z')
    const said = page({ visitAt, serviceCenterName: 'Казань-Сервис', serviceCenterPhone: '+78432001122' })
    expect(text(said)).toContain('среда, 14 октября в 14:00')
    expect(said).toContain('href="tel:+78432001122"')
    expect(text(said)).toContain('+7 843 200-11-22')
    expect(text(page())).not.toContain('Сервисный центр Телефон')
  })

  it('leads to completion and rating when there is something to complete or rate', () => {
    expect(page({ completionToken: 'abc' })).toContain('href="/p/complete/abc"')
    expect(page({ ratingToken: 'abc' }, { isLocaleChosen: true, locale: 'en' })).toContain('href="/p/rate/abc?lang=en"')
    expect(page()).not.toMatch(/\/p\/(complete|rate)\//)
  })

  it('lets no text become markup', () => {
    const evil = '<script>alert(1)</script>" onload="x'
    const said = page({ equipment: evil, serviceCenterName: evil, serviceCenterPhone: evil, completionToken: evil })
    expect(said).not.toContain('<script')
    expect(said).not.toMatch(/" onload=/)
  })

  it('needs no JavaScript', () => {
    expect(page()).not.toMatch(/<script|<style|\son\w+=|\sstyle=/)
  })

  it('takes a stage that it does not know for work under way', () => {
    expect(text(page({ stage: 'NEWER', history: [{ stage: 'NEWER', at: new Date() }] }))).toContain('Ремонт идёт')
  })
})

it('says of a link that leads nowhere what to do, and nothing else', () => {
  expect(text(renderTrackingProblem('NOT_FOUND', frame).html)).toContain('Такой ссылки нет')
  expect(text(renderTrackingProblem('INTERNAL', frame).html)).toContain('Что-то сломалось у нас')
})

describe('the shell', () => {
  const shell =
    '<html lang="ru"><title>Наряд</title><link rel="stylesheet" href="/a.css"><div id="app" class="nr"><noscript><div></div></noscript></div>\n<!--/app--><script src="/a.js"></script></html>'

  it('keeps style sheet and scripts around the content', () => {
    const whole = intoShell(shell, 'en', 'A & B', html`<p>${'1 < 2'}</p>`)
    expect(whole).toBe(
      '<html lang="en"><title>A &amp; B</title><link rel="stylesheet" href="/a.css"><div id="app" class="nr" data-rendered><p>1 &lt; 2</p></div><!--/app--><script src="/a.js"></script></html>',
    )
  })

  it('puts in text that looks like a pattern of replace as it is', () => {
    expect(intoShell(shell, 'ru', '$&', html`<p>${'$1 $&'}</p>`)).toContain('<p>$1 $&amp;</p>')
  })

  it('does without one', () => {
    expect(intoShell(null, 'ru', 'Заявка', html`<p>1</p>`)).toContain('<p>1</p>')
  })
})
