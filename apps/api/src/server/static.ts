import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { NextFunction, Request, Response } from 'express'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
}
const compressible = new Set(['.html', '.js', '.css', '.json', '.svg', '.txt', '.webmanifest'])
/** Names with a hash of their content never mean anything else. */
const hashed = /^\/assets\//

interface Packed {
  modified: number
  etag: string
  body: Buffer
  packed: Map<'br' | 'gzip', Promise<Buffer>>
}

/**
 * Serves the built web client: its files, `public.html` for the light pages under /p/, `index.html` for every other
 * address. Files are kept in memory with their compressed forms, which are made once.
 */
export function staticFiles(dir: string) {
  const files = new Map<string, Packed>()

  async function load(path: string): Promise<Packed | null> {
    const file = join(dir, normalize(path))
    if (!file.startsWith(dir + sep) || path.includes('\0')) return null
    const info = await stat(file).catch(() => null)
    if (!info?.isFile()) return null
    const known = files.get(file)
    if (known?.modified === info.mtimeMs) return known
    const body = await readFile(file)
    const etag = `"${info.size.toString(36)}-${info.mtimeMs.toString(36)}"`
    const loaded = { modified: info.mtimeMs, etag, body, packed: new Map() }
    files.set(file, loaded)
    return loaded
  }

  return async (req: Request, res: Response, next: NextFunction) => {
    if ((req.method !== 'GET' && req.method !== 'HEAD') || !existsSync(dir)) return next()
    const path = safeDecode(req.path)
    if (path === null) return next()
    const isFile = extname(path) !== ''
    const name = isFile ? path : path === '/p' || path.startsWith('/p/') ? '/public.html' : '/index.html'
    const file = await load(name)
    if (!file) return next()
    res.setHeader('Content-Type', types[extname(name)] ?? 'application/octet-stream')
    res.setHeader('Cache-Control', hashed.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache')
    res.setHeader('ETag', file.etag)
    if (req.headers['if-none-match'] === file.etag) return void res.status(304).end()
    // not in one call, which would leave the choice to the order in the client's header
    const encoding = compressible.has(extname(name)) && (req.acceptsEncodings('br') || req.acceptsEncodings('gzip'))
    if (compressible.has(extname(name))) res.setHeader('Vary', 'Accept-Encoding')
    if (encoding === 'br' || encoding === 'gzip') res.setHeader('Content-Encoding', encoding)
    res.end(await packedBody(file, encoding))
  }
}

async function packedBody(file: Packed, encoding: string | false): Promise<Buffer> {
  if (encoding !== 'br' && encoding !== 'gzip') return file.body
  const known = file.packed.get(encoding)
  if (known !== undefined) return known
  const made = encoding === 'br' ? promisify(brotliCompress)(file.body, brotli) : promisify(gzip)(file.body)
  file.packed.set(encoding, made)
  return made
}

const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }

function safeDecode(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}
