/** What a browser is told not to do with our answers. Files of strangers have a stricter policy of their own. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RequestHandler } from 'express'
import helmet from 'helmet'

/** Abilities of a browser that no page of ours uses. */
const unused = ['camera', 'display-capture', 'geolocation', 'microphone', 'midi', 'payment', 'serial', 'usb']

/**
 * @param input.publicUrl with https, browsers are told to come by nothing else
 * @param input.styleHashes of the style elements that the web client's pages bring along. Emotion's own are empty and get
 *   their rules through the CSSOM, which needs no permission: the hash of nothing is among those that are allowed.
 */
export function securityHeaders(input: { publicUrl: string | null; styleHashes: readonly string[] }): RequestHandler {
  const { publicUrl, styleHashes } = input
  const isHttps = publicUrl?.startsWith('https:') ?? false
  const setHeaders = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'", hashOf(''), ...styleHashes],
        'img-src': ["'self'", 'data:', 'blob:'],
        'font-src': ["'self'", 'data:'],
        'media-src': ["'self'", 'blob:'],
        'connect-src': ["'self'"],
        'worker-src': ["'self'"],
        'manifest-src': ["'self'"],
        'frame-src': ["'self'"],
        'form-action': ["'self'"],
        'base-uri': ["'none'"],
        'object-src': ["'none'"],
        'frame-ancestors': ["'self'"],
        // where text may become markup in the web client: apps/web/src/lib/trusted-types.ts, public/track/parse-page.ts
        'trusted-types': ['default', 'naryad-pages'],
        'require-trusted-types-for': ["'script'"],
        ...(isHttps && { 'upgrade-insecure-requests': [] }),
      },
    },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'same-origin' },
  })
  const permissions = unused.map((ability) => `${ability}=()`).join(', ')
  return (req, res, next) => {
    res.setHeader('Permissions-Policy', permissions)
    setHeaders(req, res, next)
  }
}

/** Hashes, as a policy names them, of the style elements in the built web client's pages; none without a build. */
export function inlineStyleHashes(webDir: string | null): string[] {
  const hashes = ['index.html', 'public.html'].flatMap((name) => {
    const page = webDir === null ? '' : readOrEmpty(join(webDir, name))
    return [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, text = '']) => hashOf(text))
  })
  return [...new Set(hashes)]
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
