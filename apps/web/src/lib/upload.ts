import { DetailedError, Upload } from 'tus-js-client'

/** A file is sent in pieces of this many bytes, so that a lost connection costs at most one of them. */
const chunkSize = 1024 * 1024

export interface UploadHandlers {
  /** Share of the bytes that have arrived, 0–1. */
  onProgress?: (share: number) => void
}

export interface UploadTask {
  /** Id of the stored file. Rejects with an UploadError; never settles after `cancel`. */
  readonly done: Promise<string>
  /** Stops sending and removes what has arrived. */
  cancel: () => void
  /** Goes on from where the connection broke; `done` of the returned task is a new promise. */
  retry: () => UploadTask
}

/** Why a file did not arrive: code of the server's refusal, or OFFLINE when it could not be reached. */
export class UploadError extends Error {
  readonly code: string

  constructor(code: string, options?: ErrorOptions) {
    super(code, options)
    this.name = 'UploadError'
    this.code = code
  }
}

/**
 * Sends a file to the store by the tus protocol (tus.io, 1.0.0). The stored file belongs to nobody but the sender
 * until it is attached to a record.
 */
export function startUpload(file: File, handlers: UploadHandlers = {}): UploadTask {
  let settle: { resolve: (id: string) => void; reject: (error: UploadError) => void }
  const upload = new Upload(file, {
    endpoint: '/files/uploads',
    chunkSize,
    retryDelays: [0, 1000, 3000, 5000],
    storeFingerprintForResuming: false,
    metadata: { filename: file.name, filetype: file.type },
    headers: { 'x-naryad-csrf': '1' },
    onProgress: (sent, total) => handlers.onProgress?.(total > 0 ? sent / total : 0),
    onSuccess: () => settle.resolve(storedFileId(upload)),
    onError: (error) => settle.reject(new UploadError(uploadErrorCode(error), { cause: error })),
  })

  function run(): UploadTask {
    const done = new Promise<string>((resolve, reject) => {
      settle = { resolve, reject }
    })
    upload.start()
    return { done, cancel: () => void upload.abort(true).catch(() => undefined), retry: run }
  }
  return run()
}

/** The last part of the upload's own address is the stored file's id. */
function storedFileId(upload: Upload): string {
  const id = upload.url?.split('/').at(-1)
  if (!id) throw new UploadError('INTERNAL')
  return id
}

function uploadErrorCode(error: Error): string {
  if (!(error instanceof DetailedError) || !error.originalResponse) return 'OFFLINE'
  const code = /"code"\s*:\s*"([A-Z_]+)"/.exec(error.originalResponse.getBody())?.[1]
  if (code) return code
  return error.originalResponse.getStatus() === 413 ? 'FILE_TOO_LARGE' : 'INTERNAL'
}
