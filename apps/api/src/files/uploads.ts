/**
 * Uploads by the tus protocol (https://tus.io/protocols/resumable-upload, version 1.0.0): an interrupted one goes on
 * where it stopped. The id of the upload, the last part of its address, becomes the id of the stored file.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { DomainError, isDomainError } from '@naryad/domain'
import { FileStore as TusFileStore } from '@tus/file-store'
import { Server } from '@tus/server'
import { v7 as uuid } from 'uuid'
import type { Services } from '../context.ts'
import { isUuid } from '../journal/uuid.ts'
import { MAX_FILE_BYTES } from './file-type.ts'
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
      return { metadata: { filename: name.slice(0, 300), owner: ownerOf(uploaderOf(request)) } }
    },
    async onIncomingRequest(request, id) {
      if (request.method === 'POST' || request.method === 'OPTIONS') return
      const upload = isUuid(id) ? await store.getUpload(id).catch(() => null) : null
      if (upload?.metadata?.owner !== ownerOf(uploaderOf(request))) throw new DomainError('NOT_FOUND')
    },
    async onUploadFinish(request, upload) {
      const path = join(services.files.uploadsDir, upload.id)
      try {
        const name = upload.metadata?.filename ?? 'file'
        const file = await storeFile(services, { id: upload.id, path, name, uploader: uploaderOf(request) })
        await store.remove(upload.id)
        return { headers: { 'X-File-Id': file.id } }
      } catch (error) {
        if (isDomainError(error)) await store.remove(upload.id)
        throw error
      }
    },
    onResponseError: (_request, error) => toAnswer(fromTus(error)),
  })

  return {
    async handle(request, response, uploader) {
      uploaders.set(request, uploader)
      if (request.method === 'HEAD' && (await answerFinished(services, request, response, uploader))) return
      await server.handle(request, response)
    },
  }
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
  request: IncomingMessage,
  response: ServerResponse,
  uploader: Uploader,
): Promise<boolean> {
  const id = request.url?.split('?')[0]?.split('/').at(-1) ?? ''
  if (!isUuid(id)) return false
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
  return error.status_code < 500 ? new DomainError('VALIDATION', { reason: 'UPLOAD' }) : error
}
