import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startTusServer, type TusServer } from '../../../test/tus-server.ts'
import { createUploads, storedFileIds, type UploadItem, type Uploads, uploadLimits } from './uploads.ts'

let server: TusServer
beforeEach(async () => {
  server = await startTusServer()
  // jsdom has no object URLs
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:1', revokeObjectURL: () => {} }))
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await server[Symbol.asyncDispose]()
})

function start(stored: readonly UploadItem[] = [], retryDelays: number[] = []): Uploads {
  return createUploads({ endpoint: server.endpoint, uploadKey: 'key', stored, retryDelays, onChange() {} })
}

function file(name: string, size = 1000): File {
  return new File([new Uint8Array(size)], name, { type: 'image/jpeg', lastModified: 1 })
}

const statuses = (uploads: Uploads) => uploads.items().map(({ status }) => status)
const settled = (uploads: Uploads, ...wanted: string[]) =>
  vi.waitFor(() => expect(statuses(uploads)).toEqual(wanted), { timeout: 10_000 })

it('sends what is added and knows the ids of what has arrived', async () => {
  const uploads = start()
  uploads.add([file('1.jpg'), file('2.jpg'), file('3.jpg')])
  expect(statuses(uploads)).toEqual(['SENDING', 'SENDING', 'WAITING'])
  await settled(uploads, 'DONE', 'DONE', 'DONE')
  expect(storedFileIds(uploads.items()).sort()).toEqual(['upload-1', 'upload-2', 'upload-3'])
})

it('does not send what would be refused', () => {
  const uploads = start()
  uploads.add([file('virus.exe'), file('empty.jpg', 0)])
  expect(uploads.items().map(({ failure }) => failure)).toEqual(['FILE_TYPE', 'FILE_EMPTY'])
  expect(server.requests).toEqual([])
})

it('takes as many files as a request may have and tells how many were left out', () => {
  const uploads = start()
  const many = Array.from({ length: uploadLimits.files + 2 }, (_, index) => file(`${index}.jpg`))
  expect(uploads.add(many)).toBe(2)
  expect(uploads.items()).toHaveLength(uploadLimits.files)
  uploads.stop()
})

it('repeats by itself what failed for want of a connection', async () => {
  const uploads = start()
  server.cutAfter = 400
  uploads.add([file('1.jpg')])
  await settled(uploads, 'FAILED')
  expect(uploads.items()[0]?.failure).toBe('NETWORK')
  uploads.retryUnreached()
  await settled(uploads, 'DONE')
  expect(server.requests.at(-1)).toBe('PATCH 400')
})

it('keeps what has arrived over a reload, and goes on with the rest when the file is chosen again', async () => {
  const before = start()
  before.add([file('1.jpg')])
  await settled(before, 'DONE')
  server.cutAfter = 400
  before.add([file('2.jpg')])
  await settled(before, 'DONE', 'FAILED')

  const after = start(before.items())
  expect(statuses(after)).toEqual(['DONE', 'DETACHED'])
  after.add([file('2.jpg')])
  await settled(after, 'DONE', 'DONE')
  expect(server.requests.at(-1)).toBe('PATCH 400')
  expect(storedFileIds(after.items())).toEqual(['upload-1', 'upload-2'])
})

it('empties the list without touching files that have arrived', async () => {
  const uploads = start()
  uploads.add([file('1.jpg')])
  await settled(uploads, 'DONE')
  uploads.clear()
  expect(uploads.items()).toEqual([])
  expect(server.requests).not.toContain('DELETE')
})
