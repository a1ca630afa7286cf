import { DomainError, isDomainError } from '@naryad/domain'
import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { StoredFile } from '../../generated/prisma/client.ts'
import { clientNetwork } from '../client-network.ts'
import type { Context, Services } from '../context.ts'
import type { ServerOptions } from '../env.ts'
import { inlineTypes } from '../files/file-type.ts'
import { hashUploadKey, type Uploader } from '../files/stored-file.service.ts'
import { createUploads } from '../files/uploads.ts'
import { visibleIds } from '../gate/execute.ts'
import { requireGuest } from '../gate/graphql.ts'
import { canRead } from '../gate/viewer.ts'
import { isUuid } from '../journal/uuid.ts'
import { countAttempt, throttleKey } from '../modules/sessions/throttle.service.ts'
import { clientAddress } from './client-address.ts'
import { httpStatus, toReply } from './errors.ts'
import { requireOwnOrigin, requirePreflight } from './request.ts'
import { createContext } from './session.ts'

/** Of one address without a session, in an hour. */
const PUBLIC_UPLOADS = 40
/** Of one employee, in an hour. */
const EMPLOYEE_UPLOADS = 600
const HOUR_SECONDS = 3_600
/** How often a file that is on its way is asked for the right to it again. */
const RECHECK_MS = 500
/** Keys are made up by the page; a short one could be guessed. */
const uploadKeyPattern = /^[\w-]{20,100}$/

/**
 * Uploads and downloads. Every byte that goes out is of a document that the viewer may see and nobody has withdrawn, or
 * of an upload of the viewer's that is no document yet.
 */
export function fileRoutes(services: Services, options: ServerOptions): Router {
  const router = Router()
  const uploads = createUploads(services, (error) => {
    const reply = toReply(error, services.log)
    return { status_code: httpStatus(reply.extensions.code), body: JSON.stringify({ errors: [reply] }) }
  })

  async function contextOf(req: Request): Promise<Context> {
    const noCookies = { set() {}, clear() {} }
    return createContext(services, req, { trustedProxies: options.trustedProxies, sessionCookie: noCookies })
  }

  async function uploaderOf(req: Request): Promise<Uploader> {
    const key = req.get('upload-key')
    if (key === undefined) {
      const { viewer, viewedBy } = await contextOf(req)
      if (!viewer) throw new DomainError('UNAUTHENTICATED')
      // nothing is put in anybody's name while the app is only looked at
      if (viewedBy) throw new DomainError('VIEW_ONLY')
      if (req.method === 'POST') {
        const rule = { key: throttleKey('upload.employee', viewer.employeeId), limit: EMPLOYEE_UPLOADS }
        await countAttempt(services, [{ ...rule, windowSeconds: HOUR_SECONDS }])
      }
      return { employeeId: viewer.employeeId }
    }
    // the key belongs to a client's page, see guestOnly in the schema
    const { viewer } = await contextOf(req)
    requireGuest(viewer)
    if (!uploadKeyPattern.test(key)) throw new DomainError('UNAUTHENTICATED')
    if (req.method === 'POST') {
      const address = clientAddress(req, options.trustedProxies)
      const rule = {
        key: throttleKey('upload.address', clientNetwork(address)),
        limit: PUBLIC_UPLOADS,
        windowSeconds: HOUR_SECONDS,
      }
      await countAttempt(services, [rule])
    }
    return { uploadKeyHash: hashUploadKey(key) }
  }

  router.all('/uploads{/:id}', async (req, res) => {
    if (!['POST', 'HEAD', 'PATCH', 'DELETE'].includes(req.method)) throw new DomainError('NOT_FOUND')
    requireOwnOrigin(req, services.settings.publicUrl)
    requirePreflight(req)
    const uploader = await uploaderOf(req)
    // the protocol's server compares whole paths
    req.url = req.originalUrl
    await uploads.handle(req, res, uploader)
  })

  async function ofDocument(req: Request): Promise<StoredFile> {
    const { viewer } = await contextOf(req)
    const id = req.params.id
    const mayRead = viewer && canRead(viewer, services.catalog, 'document', 'file')
    if (!mayRead || typeof id !== 'string' || !isUuid(id)) throw new DomainError('NOT_FOUND')
    const [visible] = await visibleIds(services, viewer, 'document', [id])
    const document = visible
      ? await services.prisma.document.findUnique({ where: { id: visible }, select: { file: true } })
      : null
    if (!document) throw new DomainError('NOT_FOUND')
    const name = canRead(viewer, services.catalog, 'storedFile', 'name') ? document.file.name : 'file'
    return { ...document.file, name }
  }

  async function ofOwnUpload(req: Request): Promise<StoredFile> {
    const { viewer } = await contextOf(req)
    const id = req.params.id
    const file =
      viewer && typeof id === 'string' && isUuid(id)
        ? await services.prisma.storedFile.findFirst({
            // attached, it is given by the rules of its document
            where: { id, uploadedById: viewer.employeeId, documents: { none: {} } },
          })
        : null
    if (!file) throw new DomainError('NOT_FOUND')
    return file
  }

  /** Sends what the request may have, for as long as it may. */
  function give(send: typeof sendFile, find: (req: Request) => Promise<StoredFile>): RequestHandler {
    return async (req, res) => {
      await send(services, req, res, await find(req))
      const timer = setInterval(() => {
        find(req).catch((error: unknown) => {
          if (isDomainError(error)) res.destroy()
        })
      }, RECHECK_MS)
      res.once('close', () => clearInterval(timer))
      if (res.closed) clearInterval(timer)
    }
  }

  router.get('/stored/:id', give(sendFile, ofOwnUpload))
  router.get('/stored/:id/thumbnail', give(sendThumbnail, ofOwnUpload))
  router.get('/:id', give(sendFile, ofDocument))
  router.get('/:id/thumbnail', give(sendThumbnail, ofDocument))
  return router
}

async function sendThumbnail(services: Services, req: Request, res: Response, file: StoredFile) {
  const key = file.thumbnailKey
  const size = key === null ? null : await services.files.size(key)
  if (key === null || size === null) throw new DomainError('NOT_FOUND')
  setHeaders(res, { etag: `"${file.sha256.slice(0, 32)}-t"`, contentType: 'image/webp', name: null, isInline: true })
  if (req.fresh) return void res.status(304).end()
  stream(services, req, res, key, size)
}

async function sendFile(services: Services, req: Request, res: Response, file: StoredFile) {
  const size = await services.files.size(file.storageKey)
  if (size === null) throw new DomainError('NOT_FOUND')
  const { contentType, name } = file
  const isInline = req.query.download === undefined && inlineTypes.has(contentType)
  setHeaders(res, { etag: `"${file.sha256.slice(0, 32)}"`, contentType, name, isInline })
  if (req.fresh) return void res.status(304).end()
  stream(services, req, res, file.storageKey, size)
}

/** A file of a stranger must do nothing but be shown: no script, no sniffing, no other type than it was checked for. */
function setHeaders(
  res: Response,
  file: { etag: string; contentType: string; name: string | null; isInline: boolean },
) {
  const isText = file.contentType.startsWith('text/')
  res.setHeader('Content-Type', isText ? `${file.contentType}; charset=utf-8` : file.contentType)
  res.setHeader('X-Content-Type-Options', 'nosniff')
  // Chromium's own reader of PDF does not run inside a sandbox
  const sandbox = file.contentType === 'application/pdf' ? '' : ' sandbox;'
  res.setHeader(
    'Content-Security-Policy',
    `default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self';${sandbox}`,
  )
  res.setHeader('Cache-Control', 'private, no-cache')
  res.setHeader('Vary', 'Cookie')
  res.setHeader('ETag', file.etag)
  const kind = file.isInline ? 'inline' : 'attachment'
  res.setHeader('Content-Disposition', file.name === null ? kind : `${kind}; ${fileNameParameters(file.name)}`)
}

/** RFC 6266 with RFC 8187: plain letters for old readers, UTF-8 for all others. */
function fileNameParameters(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)
  return `filename="${plain}"; filename*=UTF-8''${encoded}`
}

function stream(services: Services, req: Request, res: Response, key: string, size: number) {
  res.setHeader('Accept-Ranges', 'bytes')
  const ranges = req.headers.range === undefined ? undefined : req.range(size)
  if (ranges === -1) return void res.status(416).setHeader('Content-Range', `bytes */${size}`).end()
  const range = Array.isArray(ranges) && ranges.type === 'bytes' && ranges.length === 1 ? ranges[0] : undefined
  if (range) res.status(206).setHeader('Content-Range', `bytes ${range.start}-${range.end}/${size}`)
  res.setHeader('Content-Length', range ? range.end - range.start + 1 : size)
  if (req.method === 'HEAD') return void res.end()
  const source = services.files.read(key, range)
  source.once('error', (error) => {
    services.log.error({ err: error }, 'stored file not readable')
    res.destroy()
  })
  res.once('close', () => source.destroy())
  source.pipe(res)
}
