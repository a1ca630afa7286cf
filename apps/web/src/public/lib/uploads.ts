import { randomKey } from './storage.ts'
import { dropUpload, UploadError, type UploadFailure, uploadFile } from './tus.ts'

/** DETACHED: the page was reloaded in between, and a browser does not give a file back unasked. */
export type UploadStatus = 'WAITING' | 'SENDING' | 'DONE' | 'FAILED' | 'DETACHED'

export interface UploadItem {
  id: string
  name: string
  size: number
  /** With name and size what a file is recognised by when it is chosen again; milliseconds. */
  modifiedAt: number
  status: UploadStatus
  failure: UploadFailure | 'FILE_EMPTY' | null
  sentBytes: number
  /** Address of the upload, its last part is the stored file's id; null before the server has given one. */
  url: string | null
  /** Address of the picture inside this page; null for what is not one and after a reload. */
  preview: string | null
}

/** Files on their way to the server, two at a time. */
export interface Uploads {
  items(): readonly UploadItem[]
  /** Takes what the limits allow and gives the number of files left out as too many. */
  add(files: Iterable<File>): number
  retry(id: string): void
  /** Repeats those that failed for want of a connection. */
  retryUnreached(): void
  remove(id: string): void
  /** Empties the list; files that have arrived whole stay on the server for whatever they were attached to. */
  clear(): void
  /** Stops sending; what has been sent stays on the server. */
  stop(): void
}

export interface UploadsOptions {
  endpoint: string
  uploadKey: string
  /** What `onChange` was last given, from before a reload. */
  stored?: readonly UploadItem[]
  retryDelays?: readonly number[]
  onChange(items: readonly UploadItem[]): void
}

export const uploadLimits = {
  fileBytes: 25 * 1024 * 1024,
  files: 20,
  extensions: [
    ...['jpg', 'jpeg', 'png', 'webp', 'heic', 'heif', 'gif', 'mp4', 'mov', 'mp3'],
    ...['pdf', 'docx', 'xlsx', 'doc', 'xls', 'odt', 'txt'],
  ],
} as const

const AT_ONCE = 2

/** Ids of the files that have arrived whole. */
export function storedFileIds(items: readonly UploadItem[]): string[] {
  return items.flatMap(({ status, url }) => (status === 'DONE' ? (url?.split('/').at(-1) ?? []) : []))
}

export function isUnderway({ status }: UploadItem): boolean {
  return status === 'WAITING' || status === 'SENDING'
}

export function createUploads({ endpoint, uploadKey, stored = [], retryDelays, onChange }: UploadsOptions): Uploads {
  let items: readonly UploadItem[] = stored.map((item) =>
    item.status === 'DONE' ? { ...item, preview: null } : { ...item, status: 'DETACHED', failure: null, preview: null },
  )
  const files = new Map<string, File>()
  const running = new Map<string, AbortController>()

  function commit(next: readonly UploadItem[]) {
    items = next
    onChange(items)
  }

  function patch(id: string, changes: Partial<UploadItem>) {
    if (items.some((item) => item.id === id)) {
      commit(items.map((item) => (item.id === id ? { ...item, ...changes } : item)))
    }
  }

  function startNext() {
    for (const item of items) {
      if (running.size >= AT_ONCE) return
      const file = files.get(item.id)
      if (item.status === 'WAITING' && file) void send(item, file)
    }
  }

  async function send({ id, url }: UploadItem, file: File) {
    const controller = new AbortController()
    running.set(id, controller)
    patch(id, { status: 'SENDING' })
    try {
      const address = await uploadFile({
        endpoint,
        file,
        fileName: file.name,
        uploadKey,
        url,
        retryDelays,
        signal: controller.signal,
        onUrl: (given) => patch(id, { url: given }),
        onProgress: (sentBytes) => patch(id, { sentBytes }),
      })
      patch(id, { status: 'DONE', url: address, sentBytes: file.size })
    } catch (error) {
      if (!controller.signal.aborted) {
        patch(id, { status: 'FAILED', failure: error instanceof UploadError ? error.code : 'OTHER' })
      }
    } finally {
      running.delete(id)
      startNext()
    }
  }

  function enter(file: File): UploadItem {
    const { name, size, lastModified: modifiedAt } = file
    const isSame = (item: UploadItem) => item.name === name && item.size === size && item.modifiedAt === modifiedAt
    const known = items.find((item) => item.status === 'DETACHED' && isSame(item))
    const failure = refusalOf(file)
    const item: UploadItem = {
      id: known?.id ?? randomKey(),
      name,
      size,
      modifiedAt,
      status: failure ? 'FAILED' : 'WAITING',
      failure,
      sentBytes: known?.sentBytes ?? 0,
      url: known?.url ?? null,
      preview: /^image\/(jpeg|png|webp|gif)$/.test(file.type) ? URL.createObjectURL(file) : null,
    }
    if (!failure) files.set(item.id, file)
    return item
  }

  function release(item: UploadItem) {
    running.get(item.id)?.abort()
    files.delete(item.id)
    if (item.preview) URL.revokeObjectURL(item.preview)
    if (item.url && item.status !== 'DONE') void dropUpload(item.url, uploadKey)
  }

  return {
    items: () => items,
    add(added) {
      let excess = 0
      const next = [...items]
      for (const file of added) {
        const item = enter(file)
        const at = next.findIndex(({ id }) => id === item.id)
        if (at >= 0) next[at] = item
        else if (next.length < uploadLimits.files) next.push(item)
        else {
          excess += 1
          release(item)
        }
      }
      commit(next)
      startNext()
      return excess
    },
    retry(id) {
      if (files.has(id)) patch(id, { status: 'WAITING', failure: null })
      startNext()
    },
    retryUnreached() {
      const isUnreached = ({ id, failure }: UploadItem) => failure === 'NETWORK' && files.has(id)
      commit(items.map((item) => (isUnreached(item) ? { ...item, status: 'WAITING', failure: null } : item)))
      startNext()
    },
    remove(id) {
      const item = items.find((each) => each.id === id)
      if (!item) return
      release(item)
      commit(items.filter((each) => each.id !== id))
    },
    clear() {
      for (const item of items) release(item)
      commit([])
    },
    stop() {
      for (const controller of running.values()) controller.abort()
      for (const { preview } of items) if (preview) URL.revokeObjectURL(preview)
    },
  }
}

/** What the server would refuse anyway, without sending it there. */
function refusalOf(file: File): UploadItem['failure'] {
  const extension = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase()
  if (!uploadLimits.extensions.some((each) => each === extension)) return 'FILE_TYPE'
  if (file.size > uploadLimits.fileBytes) return 'FILE_TOO_LARGE'
  return file.size === 0 ? 'FILE_EMPTY' : null
}
