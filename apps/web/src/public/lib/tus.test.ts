import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTusServer, type TusServer } from '../../../test/tus-server.ts'
import { dropUpload, UploadError, type UploadOptions, uploadFile } from './tus.ts'

let server: TusServer
beforeEach(async () => {
  server = await startTusServer()
})
afterEach(() => server[Symbol.asyncDispose]())

const bytes = new Uint8Array(300_000).map((_, index) => index % 251)

function options(more: Partial<UploadOptions> = {}): UploadOptions & { urls: string[]; progress: number[] } {
  const urls: string[] = []
  const progress: number[] = []
  return {
    urls,
    progress,
    endpoint: server.endpoint,
    file: new Blob([bytes], { type: 'image/jpeg' }),
    fileName: 'шильдик.jpg',
    uploadKey: 'key-of-the-form-0001',
    url: null,
    signal: new AbortController().signal,
    retryDelays: [0, 0, 0],
    onUrl: (url) => urls.push(url),
    onProgress: (sent) => progress.push(sent),
    ...more,
  }
}

describe('uploading', () => {
  it('sends the file whole, under the key, and tells how far it is', async () => {
    const sent = options()
    const url = await uploadFile(sent)
    expect(url).toBe(`${server.endpoint}/upload-1`)
    expect(sent.urls).toEqual([url])
    expect(server.uploads.get('upload-1')?.equals(bytes)).toBe(true)
    expect(server.keys).toEqual(new Set(['key-of-the-form-0001']))
    expect(sent.progress.at(-1)).toBe(bytes.length)
    expect(server.requests).toEqual(['POST', 'PATCH 0'])
  })

  it('goes on where the connection broke, not from the beginning', async () => {
    server.cutAfter = 70_000
    await uploadFile(options())
    expect(server.uploads.get('upload-1')?.equals(bytes)).toBe(true)
    expect(server.requests).toEqual(['POST', 'PATCH 0', 'HEAD', 'PATCH 70000'])
  })

  it('takes up an upload of an earlier page', async () => {
    const first = options({ retryDelays: [] })
    server.cutAfter = 50_000
    await expect(uploadFile(first)).rejects.toMatchObject({ code: 'NETWORK' })
    await uploadFile(options({ url: first.urls[0] ?? null }))
    expect(server.requests).toEqual(['POST', 'PATCH 0', 'HEAD', 'PATCH 50000'])
    expect(server.uploads.get('upload-1')?.equals(bytes)).toBe(true)
  })

  it('begins anew when the server has forgotten the upload', async () => {
    const url = await uploadFile(options({ url: `${server.endpoint}/gone` }))
    expect(url).toBe(`${server.endpoint}/upload-1`)
    expect(server.requests).toEqual(['HEAD', 'POST', 'PATCH 0'])
  })

  it('sends nothing twice when only the last answer was lost', async () => {
    const url = await uploadFile(options())
    await uploadFile(options({ url }))
    expect(server.requests).toEqual(['POST', 'PATCH 0', 'HEAD'])
  })

  it.each([
    [415, '{"errors":[{"extensions":{"code":"FILE_TYPE"}}]}', 'FILE_TYPE'],
    [413, '', 'FILE_TOO_LARGE'],
    [400, '', 'OTHER'],
  ])('gives up at once when the file is refused with %i', async (status, body, code) => {
    server.refusal = { status, body }
    await expect(uploadFile(options())).rejects.toEqual(new UploadError(code as UploadError['code']))
    expect(server.requests).toEqual(['POST', 'PATCH 0'])
  })

  it('tries again when the server is in trouble', async () => {
    server.refusal = { status: 503, body: '' }
    await uploadFile(options())
    expect(server.requests).toEqual(['POST', 'PATCH 0', 'HEAD', 'PATCH 0'])
  })

  it('stops for good when it is called off', async () => {
    const controller = new AbortController()
    const running = uploadFile(options({ signal: controller.signal, onUrl: () => controller.abort() }))
    await expect(running).rejects.toMatchObject({ name: 'AbortError' })
  })
})

it('has the server drop what was removed from the form', async () => {
  const url = await uploadFile(options())
  await dropUpload(url, 'key-of-the-form-0001')
  expect(server.uploads.size).toBe(0)
})
