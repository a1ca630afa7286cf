import { useEffect, useRef, useState } from 'preact/hooks'
import { browserStorage } from './storage.ts'
import { createUploads, type UploadItem, type Uploads } from './uploads.ts'

/** Files of one form, kept under `storageKey` over a reload. The upload key and the storage key stay the same. */
export function useUploads(
  storageKey: string,
  uploadKey: string,
  endpoint = '/files/uploads',
): [Uploads, readonly UploadItem[]] {
  const created = useRef<Uploads | null>(null)
  const [items, setItems] = useState<readonly UploadItem[]>([])
  if (created.current === null) {
    const stored = browserStorage.get(storageKey)
    created.current = createUploads({
      endpoint,
      uploadKey,
      stored: Array.isArray(stored) ? stored : [],
      onChange(next) {
        setItems(next)
        browserStorage.set(
          storageKey,
          next.filter(({ url, failure }) => url !== null && (failure === null || failure === 'NETWORK')),
        )
      },
    })
  }
  const uploads = created.current

  useEffect(() => {
    setItems(uploads.items())
    const resume = () => uploads.retryUnreached()
    window.addEventListener('online', resume)
    return () => {
      window.removeEventListener('online', resume)
      uploads.stop()
    }
  }, [uploads])
  return [uploads, items]
}
