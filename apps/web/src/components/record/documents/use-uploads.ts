import { useCallback, useEffect, useRef, useState } from 'react'
import { startUpload, UploadError, type UploadTask } from '../../../lib/upload.ts'

export interface PendingFile {
  key: string
  name: string
  /** 0–1 */
  share: number
  /** Code of the refusal; null while it is on its way or has arrived. */
  error: string | null
  /** Id of the stored file once it has arrived. */
  fileId: string | null
}

export interface ArrivedFile {
  fileId: string
  name: string
}

/**
 * Files on their way to the server. `onArrived` gets those sent together, when the last of them has
 * arrived; files that failed are left out and can be sent again.
 */
export function useUploads(onArrived?: (files: ArrivedFile[], group: string) => void) {
  const [files, setFiles] = useState<readonly (PendingFile & { group: string })[]>([])
  const tasks = useRef(new Map<string, UploadTask>())
  const listener = useRef(onArrived)
  listener.current = onArrived

  const change = useCallback((key: string, part: Partial<PendingFile>) => {
    setFiles((current) => current.map((file) => (file.key === key ? { ...file, ...part } : file)))
  }, [])

  const follow = useCallback(
    (key: string, task: UploadTask) => {
      tasks.current.set(key, task)
      task.done.then(
        (fileId) => {
          tasks.current.delete(key)
          change(key, { fileId, share: 1 })
        },
        (error: unknown) => change(key, { error: error instanceof UploadError ? error.code : 'INTERNAL' }),
      )
    },
    [change],
  )

  /** `group` comes back with the ids: the document type they are meant for. */
  const add = useCallback(
    (chosen: Iterable<File>, group = '') => {
      for (const file of chosen) {
        const key = crypto.randomUUID()
        setFiles((current) => [...current, { key, group, name: file.name, share: 0, error: null, fileId: null }])
        follow(key, startUpload(file, { onProgress: (share) => change(key, { share }) }))
      }
    },
    [change, follow],
  )

  const remove = useCallback((key: string) => {
    tasks.current.get(key)?.cancel()
    tasks.current.delete(key)
    setFiles((current) => current.filter((file) => file.key !== key))
  }, [])

  const retry = useCallback(
    (key: string) => {
      const task = tasks.current.get(key)
      if (!task) return
      change(key, { error: null })
      follow(key, task.retry())
    },
    [change, follow],
  )

  const clear = useCallback(() => {
    tasks.current.clear()
    setFiles([])
  }, [])

  useEffect(() => {
    if (!listener.current) return
    for (const group of new Set(files.map((file) => file.group))) {
      const mine = files.filter((file) => file.group === group)
      const arrived = mine.filter((file) => file.fileId !== null)
      if (arrived.length === 0 || mine.some((file) => file.fileId === null && file.error === null)) continue
      setFiles((current) => current.filter((file) => !arrived.some((each) => each.key === file.key)))
      listener.current(
        arrived.flatMap(({ fileId, name }) => (fileId === null ? [] : [{ fileId, name }])),
        group,
      )
    }
  }, [files])

  // What nobody waits for any longer is not sent to its end.
  useEffect(() => {
    const running = tasks.current
    return () => {
      for (const task of running.values()) task.cancel()
    }
  }, [])

  const isBusy = files.some((file) => file.fileId === null && file.error === null)
  return { files, add, remove, retry, clear, isBusy }
}

export type Uploads = ReturnType<typeof useUploads>
