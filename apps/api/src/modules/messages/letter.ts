/** What a letter says; how it looks is the same for all of them. */
export interface Letter {
  subject: string
  paragraphs: readonly string[]
  /** What somebody else wrote, set apart from our own words. */
  quote?: string | null
  button?: { label: string; url: string }
}

export type LetterLocale = 'ru' | 'en'

export interface RenderedLetter {
  subject: string
  text: string
  html: string
}

/** The letter as plain text and as HTML that needs nothing from outside. Every value is escaped here and only here. */
export function renderLetter(letter: Letter, frame: { companyName: string; locale: LetterLocale }): RenderedLetter {
  const { paragraphs, quote, button } = letter
  const text = [
    ...paragraphs,
    ...(quote ? [quote.replace(/^/gm, '> ')] : []),
    ...(button ? [`${button.label}: ${button.url}`] : []),
    `— ${frame.companyName}`,
  ].join('\n\n')
  const html = `<!doctype html>
<html lang="${frame.locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(letter.subject)}</title></head>
<body style="margin:0;padding:24px;background:#f7f8fa;color:#1b2430;font:16px/24px system-ui,sans-serif">
<div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #e4e7ec;border-radius:8px">
${[
  ...paragraphs.map((paragraph) => `<p style="margin:0 0 16px">${breakLines(paragraph)}</p>`),
  ...(quote
    ? [
        `<blockquote style="margin:0 0 16px;padding:0 0 0 12px;border-left:3px solid #e4e7ec">${breakLines(quote)}</blockquote>`,
      ]
    : []),
  ...(button ? [buttonHtml(button)] : []),
  `<p style="margin:24px 0 0;color:#5b6675;font-size:13px">${escapeHtml(frame.companyName)}</p>`,
].join('\n')}
</div></body></html>
`
  return { subject: letter.subject.replace(/\s+/g, ' ').trim(), text, html }
}

function buttonHtml({ label, url }: { label: string; url: string }): string {
  const style =
    'display:inline-block;padding:12px 20px;background:#0b6e99;color:#ffffff;border-radius:8px;text-decoration:none'
  return `<p style="margin:0 0 16px"><a href="${escapeHtml(url)}" style="${style}">${escapeHtml(label)}</a></p>
<p style="margin:0;color:#5b6675;font-size:13px;word-break:break-all">${escapeHtml(url)}</p>`
}

function breakLines(text: string): string {
  return escapeHtml(text).replaceAll('\n', '<br>')
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
