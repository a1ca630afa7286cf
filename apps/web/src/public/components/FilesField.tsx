/** @jsxImportSource preact */
import { useState } from 'preact/hooks'
import { formatSize } from '../lib/format.ts'
import { type TextKey, t } from '../lib/i18n.ts'
import { type UploadItem, type Uploads, uploadLimits } from '../lib/uploads.ts'

const accept = uploadLimits.extensions.map((extension) => `.${extension}`).join(',')

interface FilesFieldProps {
  uploads: Uploads
  items: readonly UploadItem[]
}

/** Photos and documents: taken with the camera or chosen, each with its progress. */
export function FilesField({ uploads, items }: FilesFieldProps) {
  const [excess, setExcess] = useState(0)
  const add = (input: HTMLInputElement) => {
    setExcess(uploads.add(input.files ?? []))
    // so that the same file can be chosen again
    input.value = ''
  }
  return (
    <div class="nr-field">
      <div class="nr-actions nr-actions-wide">
        <label class="nr-button nr-pick nr-camera">
          <input type="file" accept="image/*" capture="environment" onChange={(event) => add(event.currentTarget)} />
          {t('files.camera')}
        </label>
        <label class="nr-button nr-pick">
          <input type="file" multiple accept={accept} onChange={(event) => add(event.currentTarget)} />
          {t('files.pick')}
        </label>
      </div>
      <p class="nr-under" role="status">
        {excess > 0
          ? t('files.error.TOO_MANY', { count: uploadLimits.files })
          : t('files.limit', { size: formatSize(uploadLimits.fileBytes) })}
      </p>
      {items.length === 0 ? (
        // The first file takes this place: what stands below does not move.
        <p class="nr-file nr-file-none">{t('files.none')}</p>
      ) : (
        <ul class="nr-files" aria-label={t('files.list')}>
          {items.map((item) => (
            <FileRow key={item.id} item={item} uploads={uploads} />
          ))}
        </ul>
      )}
    </div>
  )
}

function FileRow({ item, uploads }: { item: UploadItem; uploads: Uploads }) {
  const { id, name, status, failure, preview } = item
  const percent = Math.floor((item.sentBytes / item.size) * 100)
  const hasFailed = status === 'FAILED' || status === 'DETACHED'
  const isRetryable = status === 'FAILED' && (failure === 'NETWORK' || failure === 'THROTTLED' || failure === 'OTHER')
  return (
    <li class="nr-file">
      {preview && failure === null ? (
        <img class="nr-file-picture" src={preview} alt="" />
      ) : (
        <span class="nr-file-kind" aria-hidden="true">
          {name.split('.').at(-1)?.slice(0, 4)}
        </span>
      )}
      <div class="nr-file-body">
        <span class="nr-file-name">{name}</span>
        {status !== 'DONE' && !(hasFailed && !isRetryable) && (
          <div
            class={hasFailed ? 'nr-bar nr-bar-failed' : 'nr-bar'}
            role="progressbar"
            aria-label={name}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={percent}
          >
            <span style={{ width: `${percent}%` }} />
          </div>
        )}
        <span class={hasFailed ? 'nr-file-state nr-error' : 'nr-file-state'} role={hasFailed ? 'alert' : undefined}>
          {stateText(item, percent)}
        </span>
      </div>
      <div class="nr-file-actions">
        {isRetryable && (
          <button
            type="button"
            class="nr-icon-button"
            aria-label={t('files.retry', { name })}
            onClick={() => uploads.retry(id)}
          >
            ↻
          </button>
        )}
        <button
          type="button"
          class="nr-icon-button"
          aria-label={t('files.remove', { name })}
          onClick={() => uploads.remove(id)}
        >
          ✕
        </button>
      </div>
    </li>
  )
}

function stateText({ status, failure, size }: UploadItem, percent: number): string {
  switch (status) {
    case 'WAITING':
      return t('files.waiting')
    case 'SENDING':
      return t('files.sending', { percent })
    case 'DONE':
      return t('files.done', { size: formatSize(size) })
    case 'DETACHED':
      return t('files.detached')
    case 'FAILED': {
      const key: TextKey = `files.error.${failure ?? 'OTHER'}`
      return t(key, { size: formatSize(uploadLimits.fileBytes) })
    }
  }
}
