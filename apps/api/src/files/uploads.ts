/**
 * Uploads by the tus protocol (https://tus.io/protocols/resumable-upload, version 1.0.0): an interrupted one goes on
 * where it stopped. The id of the upload, the last part of its address, becomes the id of the stored file.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { DomainError, isDomainError, isSoundText } from '@naryad/domain'
import { FileStore as TusFileStore } from '@tus/file-store'
import { Server, type Upload } from '@tus/server'
import { v7 as uuid } from 'uuid'
import type { Services } from '../context.ts'
import { isUuid } from '../journal/uuid.ts'
import { MAX_FILE_BYTES, MAX_NAME_LENGTH } from './file-type.ts'
import { storeFile, type Uploader } from './stored-file.service.ts'

export const UPLOADS_PATH = '/files/uploads'
const UNFINISHED_LIFE_MS = 24 * 3_600_000

export interface Uploads {
  handle(request: IncomingMessage, response: ServerResponse, uploader: Uploader): Promise<void>
}

/** @param toAnswer status and body for a refusal */
export function createUploads(
  services: Services,
  toAnswer: (error: unknown) => { status_code: number; body: string },
): Uploads {
  const store = unfinishedUploads(services)
  const uploaders = new WeakMap<IncomingMessage, Uploader>()
  const uploaderOf = (request: { runtime?: { node?: { req: unknown } | undefined } | undefined }): Uploader => {
    const uploader = uploaders.get(request.runtime?.node?.req as IncomingMessage)
    if (!uploader) throw new DomainError('UNAUTHENTICATED')
    return uploader
  }
  const ownerOf = (uploader: Uploader) =>
    'employeeId' in uploader ? `employee ${uploader.employeeId}` : `key ${uploader.uploadKeyHash}`

  const server = new Server({
    path: UPLOADS_PATH,
    datastore: store,
    maxSize: MAX_FILE_BYTES,
    relativeLocation: true,
    respectForwardedHeaders: false,
    allowedOrigins: [services.settings.publicUrl],
    namingFunction: () => uuid(),
    async onUploadCreate(request, upload) {
      // what the client sent along is kept only as far as it is known here
      const name = upload.metadata?.filename ?? upload.metadata?.name ?? 'file'
      if (!isSoundText(name)) throw new DomainError('VALIDATION', { reason: 'INVALID', argument: 'filename' })
      return { metadata: { filename: name.slice(0, MAX_NAME_LENGTH), owner: ownerOf(uploaderOf(request)) } }
    },
    async onIncomingRequest(request, id) {
      if (request.method === 'POST' || request.method === 'OPTIONS') return
      const upload = isUuid(id) ? await store.getUpload(id).catch(() => null) : null
      if (upload?.metadata?.owner !== ownerOf(uploaderOf(request))) throw new DomainError('NOT_FOUND')
    },
    async onUploadFinish(request, upload) {
      await finish(upload, uploaderOf(request))
      return { headers: { 'X-File-Id': upload.id } }
    },
    onResponseError: (_request, error) => toAnswer(fromTus(error)),
  })

  async function finish(upload: Pick<Upload, 'id' | 'metadata'>, uploader: Uploader) {
    const { id, metadata } = upload
    const path = join(services.files.uploadsDir, id)
    try {
      await storeFile(services, { id, path, name: metadata?.filename ?? 'file', uploader })
    } catch (error) {
      if (isDomainError(error)) await store.remove(id)
      throw error
    }
    await store.remove(id)
  }

  /** An upload may be whole and yet no file, when the database was away at its end: then this is its end. */
  async function finishLeftOver(id: string, uploader: Uploader) {
    const upload = await store.getUpload(id).catch(() => null)
    if (upload?.metadata?.owner === ownerOf(uploader) && upload.offset === upload.size) await finish(upload, uploader)
  }

  return {
    async handle(request, response, uploader) {
      requireHeaders(request)
      uploaders.set(request, uploader)
      const id = request.url?.split('?')[0]?.split('/').at(-1) ?? ''
      if (request.method === 'HEAD' && isUuid(id)) {
        await finishLeftOver(id, uploader)
        if (await answerFinished(services, id, response, uploader)) return
      }
      await server.handle(request, response)
    },
  }
}

const wholeNumber = /^(0|[1-9]\d{0,14})$/
/** Of the protocol's extensions, creation (with upload), expiration and termination are offered, and none of these. */
const notOffered = ['upload-concat', 'upload-defer-length', 'upload-checksum']
const MAX_METADATA = 4_000

/**
 * What the protocol's headers say is looked at here, before the protocol's server answers in words of its own.
 *
 * @throws DomainError VALIDATION with reason UPLOAD
 */
function requireHeaders({ headers, method }: IncomingMessage): void {
  const said = (name: string) => headers[name]?.toString() ?? null
  const isNumber = (name: string) => wholeNumber.test(said(name) ?? '')
  const isOneOf = (name: string, values: readonly (string | null)[]) => values.includes(said(name))
  const body = 'application/offset+octet-stream'
  const isRight =
    isOneOf('tus-resumable', ['1.0.0']) &&
    notOffered.every((name) => said(name) === null) &&
    (said('upload-length') === null ? method !== 'POST' : method === 'POST' && isNumber('upload-length')) &&
    (said('upload-offset') === null ? method !== 'PATCH' : isNumber('upload-offset')) &&
    (method !== 'PATCH' || isOneOf('content-type', [body])) &&
    isMetadata(said('upload-metadata') ?? '')
  if (!isRight) throw new DomainError('VALIDATION', { reason: 'UPLOAD' })
  // no address is made of it, and the protocol's server would look at it
  delete headers['x-forwarded-proto']
}

/** Keys with their values in base64, each key once. */
function isMetadata(text: string): boolean {
  if (text === '') return true
  const pairs = text.split(',').map((pair) => pair.trim())
  const keys = new Set(pairs.map((pair) => pair.split(' ')[0]))
  const isPair = /^[\x21-\x2b\x2d-\x7e]+( (?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)?$/
  return text.length <= MAX_METADATA && keys.size === pairs.length && pairs.every((pair) => isPair.test(pair))
}

/** Forgets uploads that were begun more than a day ago and not finished. */
export async function removeUnfinishedUploads(services: Pick<Services, 'files'>): Promise<number> {
  return unfinishedUploads(services).deleteExpired()
}

function unfinishedUploads({ files }: Pick<Services, 'files'>): TusFileStore {
  return new TusFileStore({ directory: files.uploadsDir, expirationPeriodInMilliseconds: UNFINISHED_LIFE_MS })
}

/**
 * A client whose last answer was lost asks how far its upload came. When it is finished there is no upload left to ask
 * about, but a file of its id.
 */
async function answerFinished(
  services: Services,
  id: string,
  response: ServerResponse,
  uploader: Uploader,
): Promise<boolean> {
  const own =
    'employeeId' in uploader ? { uploadedById: uploader.employeeId } : { uploadKeyHash: uploader.uploadKeyHash }
  const file = await services.prisma.storedFile.findFirst({ where: { id, ...own }, select: { size: true } })
  if (!file) return false
  response.writeHead(200, {
    'Tus-Resumable': '1.0.0',
    'Cache-Control': 'no-store',
    'Upload-Offset': file.size,
    'Upload-Length': file.size,
    'X-File-Id': id,
  })
  response.end()
  return true
}

/** The protocol's own refusals, told apart by their status, in our codes. */
function fromTus(error: Error | { status_code: number; body: string }): unknown {
  if (!('status_code' in error)) return error
  if (error.status_code === 413) return new DomainError('FILE_TOO_LARGE', { max: MAX_FILE_BYTES })
  if (error.status_code === 404 || error.status_code === 410) return new DomainError('NOT_FOUND')
  if (error.status_code === 409) return new DomainError('CONFLICT')
  // 501: an extension of the protocol that is not offered here
  const isRefusal = error.status_code < 500 || error.status_code === 501
  return isRefusal ? new DomainError('VALIDATION', { reason: 'UPLOAD' }) : error
}
