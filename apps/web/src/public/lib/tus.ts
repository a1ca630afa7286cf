/**
 * Client of resumable uploads: core protocol and `creation` of tus 1.0.0 (https://tus.io/protocols/resumable-upload).
 * A file goes in one PATCH; when that breaks, HEAD tells how far it came and the rest follows.
 */

/** NETWORK: retries are used up. Everything else is the server's refusal and is not retried. */
export type UploadFailure = 'NETWORK' | 'FILE_TYPE' | 'FILE_TOO_LARGE' | 'THROTTLED' | 'OTHER'

export class UploadError extends Error {
  readonly code: UploadFailure

  constructor(code: UploadFailure, options?: ErrorOptions) {
    super(code, options)
    this.name = 'UploadError'
    this.code = code
  }
}

export interface UploadOptions {
  endpoint: string
  file: Blob
  fileName: string
  uploadKey: string
  /** Where an earlier attempt went; null begins anew. */
  url: string | null
  signal: AbortSignal
  /** Pauses before repeats, in milliseconds; begun again whenever bytes have arrived. */
  retryDelays?: readonly number[]
  onUrl(url: string): void
  onProgress(sentBytes: number): void
}

interface Reply {
  status: number
  header(name: string): string | null
  text: string
}

interface Call {
  method: 'POST' | 'HEAD' | 'PATCH' | 'DELETE'
  url: string
  headers: Record<string, string>
  body?: Blob
  signal?: AbortSignal
  onProgress?: (sentBytes: number) => void
}

/**
 * Sends the file and gives the address of the whole upload.
 *
 * @throws UploadError, or the signal's reason when it was aborted
 */
export async function uploadFile(options: UploadOptions): Promise<string> {
  const { file, signal, retryDelays = [500, 2000, 5000] } = options
  let { url } = options
  let failures = 0
  let arrived = 0
  for (;;) {
    signal.throwIfAborted()
    try {
      let offset: number | null = 0
      if (url === null) {
        url = await create(options)
        options.onUrl(url)
      } else {
        offset = await offsetOf(url, options)
        if (offset === null) {
          // the server has forgotten it
          url = null
          continue
        }
        if (offset > arrived) failures = 0
        arrived = offset
      }
      options.onProgress(offset)
      if (offset < file.size) await append(url, offset, options)
      options.onProgress(file.size)
      return url
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof UploadError) throw error
      const delay = retryDelays[failures]
      if (delay === undefined) throw new UploadError('NETWORK', { cause: error })
      failures += 1
      await pause(delay, signal)
    }
  }
}

/** Has the server drop an upload; that it could not be told does no harm, unused files are cleared away there. */
export async function dropUpload(url: string, uploadKey: string): Promise<void> {
  try {
    await call({ method: 'DELETE', url, headers: headers(uploadKey) })
  } catch {
    // unreachable
  }
}

async function create({ endpoint, file, fileName, uploadKey, signal }: UploadOptions): Promise<string> {
  const metadata = `filename ${base64(fileName)},filetype ${base64(file.type || 'application/octet-stream')}`
  const reply = await call({
    method: 'POST',
    url: endpoint,
    headers: { ...headers(uploadKey), 'upload-length': String(file.size), 'upload-metadata': metadata },
    signal,
  })
  const location = reply.header('location')
  if (reply.status !== 201 || !location) throw refusal(reply)
  return new URL(location, new URL(endpoint, document.baseURI)).href
}

async function offsetOf(url: string, { uploadKey, signal }: UploadOptions): Promise<number | null> {
  const reply = await call({ method: 'HEAD', url, headers: headers(uploadKey), signal })
  if (reply.status === 403 || reply.status === 404 || reply.status === 410) return null
  const offset = Number(reply.header('upload-offset') ?? Number.NaN)
  if (reply.status >= 300 || !Number.isSafeInteger(offset)) throw refusal(reply)
  return offset
}

async function append(url: string, offset: number, { file, uploadKey, signal, onProgress }: UploadOptions) {
  const reply = await call({
    method: 'PATCH',
    url,
    headers: {
      ...headers(uploadKey),
      'content-type': 'application/offset+octet-stream',
      'upload-offset': String(offset),
    },
    body: offset === 0 ? file : file.slice(offset),
    signal,
    onProgress: (sent) => onProgress(offset + sent),
  })
  if (reply.status >= 300) throw refusal(reply)
  if (Number(reply.header('upload-offset')) !== file.size) throw new Error('the server took less than was sent')
}

function headers(uploadKey: string): Record<string, string> {
  return { 'tus-resumable': '1.0.0', 'upload-key': uploadKey, 'x-naryad-csrf': '1' }
}

/** What another try can cure is a plain error, which is retried; what it cannot, an UploadError. */
function refusal({ status, text }: Reply): Error {
  // 409: offsets differ, 423: the broken connection still holds the upload, 460: tus' checksum mismatch
  if (status >= 500 || status === 409 || status === 423 || status === 460) return new Error(`status ${status}`)
  const code = /"code"\s*:\s*"(FILE_TYPE|FILE_TOO_LARGE|THROTTLED)"/.exec(text)?.[1]
  if (code === 'FILE_TYPE' || status === 415) return new UploadError('FILE_TYPE')
  if (code === 'FILE_TOO_LARGE' || status === 413) return new UploadError('FILE_TOO_LARGE')
  if (code === 'THROTTLED' || status === 429) return new UploadError('THROTTLED')
  return new UploadError('OTHER')
}

/** XMLHttpRequest, because fetch does not tell how much of a body has been sent. */
function call({ method, url, headers, body, signal, onProgress }: Call): Promise<Reply> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const request = new XMLHttpRequest()
    const abort = () => request.abort()
    request.open(method, url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.onload = () =>
      resolve({
        status: request.status,
        header: (name) => request.getResponseHeader(name),
        text: request.responseText,
      })
    request.onerror = () => reject(new Error('connection lost'))
    request.onabort = () => reject(new Error('aborted'))
    request.onloadend = () => signal?.removeEventListener('abort', abort)
    if (onProgress) request.upload.onprogress = (event) => onProgress(event.loaded)
    signal?.addEventListener('abort', abort)
    request.send(body ?? null)
  })
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', stop, { once: true })
  })
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
