import { readdir, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { crc32, deflateRawSync, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Caller, cast, startTestApp, type TestApp } from '../../test/app.ts'
import { manualClock } from '../clock.ts'
import { createLog } from '../server/log.ts'
import { cleanUp } from './clean-up.job.ts'
import { storageKey } from './file-store.ts'

const clock = manualClock(new Date())
let app: TestApp
let manager: Caller
let jpeg: Buffer

/** What the server itself did not expect. */
const unexpected: unknown[] = []

beforeAll(async () => {
  const log = createLog('silent')
  log.error = (...said: unknown[]) => void unexpected.push(said)
  app = await startTestApp({}, { clock, log })
  manager = await app.asEmployee(cast.manager)
  jpeg = await sharp({ create: { width: 1200, height: 800, channels: 3, background: '#0b6e99' } })
    .jpeg()
    .toBuffer()
})
afterAll(() => app?.stop())

const TUS = { 'tus-resumable': '1.0.0' }
const metadata = (name: string) => `filename ${Buffer.from(name).toString('base64')}`

async function create(caller: Caller, name: string, size: number, headers: Record<string, string> = {}) {
  return caller.fetch('/files/uploads', {
    method: 'POST',
    headers: { ...TUS, 'upload-length': String(size), 'upload-metadata': metadata(name), ...headers },
  })
}

async function send(caller: Caller, path: string, offset: number, bytes: Buffer, headers: Record<string, string> = {}) {
  return caller.fetch(path, {
    method: 'PATCH',
    headers: { ...TUS, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream', ...headers },
    body: new Uint8Array(bytes),
  })
}

async function upload(caller: Caller, name: string, bytes: Buffer, headers: Record<string, string> = {}) {
  const created = await create(caller, name, bytes.length, headers)
  const path = created.headers.get('location') ?? ''
  return { path, id: path.split('/').at(-1) ?? '', response: await send(caller, path, 0, bytes, headers) }
}

async function codeOf(response: Response): Promise<string | undefined> {
  const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] }
  return errors[0]?.extensions.code
}

/** Names of everything that lies in the store and among the uploads. */
async function onDisk(): Promise<string[]> {
  const dir = join(app.services.files.uploadsDir, '..')
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}

describe('an upload', () => {
  it('becomes a file of its own id with hash, true type and a small picture', async () => {
    const { id, response } = await upload(manager, 'Фото пароконвектомата.JPG', jpeg)
    expect([response.status, response.headers.get('x-file-id')]).toEqual([204, id])
    const file = await app.services.prisma.storedFile.findUniqueOrThrow({ where: { id } })
    expect(file).toMatchObject({ name: 'Фото пароконвектомата.JPG', contentType: 'image/jpeg', size: jpeg.length })
    const own = await manager.fetch(`/files/stored/${id}`)
    expect(Buffer.from(await own.arrayBuffer()).equals(jpeg)).toBe(true)
    const thumbnail = await manager.fetch(`/files/stored/${id}/thumbnail`)
    const { format, width } = await sharp(Buffer.from(await thumbnail.arrayBuffer())).metadata()
    expect([format, width]).toEqual(['webp', 480])
  })

  it.each([
    ['NUL', 'фото\0.jpg'],
    ['a heap of marks', `ф${'\u0301'.repeat(40)}.jpg`],
  ])('whose name has %s is not begun', async (_what, fileName) => {
    const response = await create(manager, fileName, jpeg.length)
    expect([response.status, await codeOf(response)]).toEqual([400, 'VALIDATION'])
  })

  it('whose name is long keeps the beginning of it', async () => {
    const { id } = await upload(manager, `${'😀'.repeat(200)}.jpg`, jpeg)
    const { name } = await app.services.prisma.storedFile.findUniqueOrThrow({ where: { id } })
    expect([name.isWellFormed(), name.length <= 210, name.endsWith('.jpg')]).toEqual([true, true, true])
  })

  it('goes on where it was cut off, and what was cut off is no file', async () => {
    const created = await create(manager, 'фото.jpg', jpeg.length)
    const path = created.headers.get('location') ?? ''
    const half = Math.floor(jpeg.length / 2)
    await send(manager, path, 0, jpeg.subarray(0, half))
    const id = path.split('/').at(-1) ?? ''
    expect(await app.services.prisma.storedFile.count({ where: { id } })).toBe(0)
    expect(await app.services.files.size(storageKey(id))).toBeNull()
    const where = await manager.fetch(path, { method: 'HEAD', headers: TUS })
    expect(where.headers.get('upload-offset')).toBe(String(half))
    expect((await send(manager, path, half, jpeg.subarray(half))).status).toBe(204)
    // the last answer may get lost: asked again, the upload is simply whole
    const again = await manager.fetch(path, { method: 'HEAD', headers: TUS })
    expect([again.headers.get('upload-offset'), again.headers.get('x-file-id')]).toEqual([String(jpeg.length), id])
  })

  it('that was whole when the database went away becomes a file when it is asked for again', async () => {
    const created = await create(manager, 'фото.jpg', jpeg.length)
    const path = created.headers.get('location') ?? ''
    const id = path.split('/').at(-1) ?? ''
    const { pool } = app.services
    await pool.query('alter table stored_files rename to stored_files_away')
    expect((await send(manager, path, 0, jpeg)).status).toBe(500)
    await pool.query('alter table stored_files_away rename to stored_files')
    const where = await manager.fetch(path, { method: 'HEAD', headers: TUS })
    expect(where.headers.get('x-file-id')).toBe(id)
    const file = await manager.fetch(`/files/stored/${id}`)
    expect(Buffer.from(await file.arrayBuffer()).equals(jpeg)).toBe(true)
  })

  it('whose sender goes away in the middle of 2 GB leaves the server up and no file', async () => {
    const tooLarge = await create(manager, 'кино.mp4', 2 * 1024 ** 3)
    expect([tooLarge.status, await codeOf(tooLarge)]).toEqual([413, 'FILE_TOO_LARGE'])
    const created = await create(manager, 'кино.mp4', 20 * 1024 ** 2)
    const path = created.headers.get('location') ?? ''
    await new Promise<void>((done) => {
      const socket = connect(app.server.port, '127.0.0.1', () => {
        socket.write(
          `PATCH ${path} HTTP/1.1\r\nHost: 127.0.0.1:${app.server.port}\r\nCookie: ${manager.cookie}\r\nTus-Resumable: 1.0.0\r\n` +
            'Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 20971520\r\n\r\n',
        )
        socket.write(Buffer.alloc(1024 ** 2), () => socket.destroy())
      })
      socket.on('close', () => done())
    })
    expect((await manager.fetch('/health')).status).toBe(200)
    expect(await app.services.prisma.storedFile.count({ where: { id: path.split('/').at(-1) ?? '' } })).toBe(0)
  })

  it('that turns out longer than announced or allowed is refused', async () => {
    const created = await create(manager, 'a.jpg', 25 * 1024 ** 2)
    const path = created.headers.get('location') ?? ''
    const response = await send(manager, path, 0, Buffer.alloc(26 * 1024 ** 2)).catch(() => null)
    if (response) expect(response.status).toBe(413)
    expect(await app.services.prisma.storedFile.count({ where: { id: path.split('/').at(-1) ?? '' } })).toBe(0)
  })
})

describe('uploads', () => {
  it('that nobody finishes are forgotten after a day, bytes and all', async () => {
    const created = await create(manager, 'фото.jpg', jpeg.length)
    const path = created.headers.get('location') ?? ''
    await send(manager, path, 0, jpeg.subarray(0, 100))
    const id = path.split('/').at(-1) ?? ''
    const kept = join(app.services.files.uploadsDir, `${id}.json`)
    const upload = JSON.parse(await readFile(kept, 'utf8')) as object
    const yesterday = new Date(Date.now() - 24 * 3_600_000 - 1).toISOString()
    await writeFile(kept, JSON.stringify({ ...upload, creation_date: yesterday }))
    await cleanUp.handler(app.services, {})
    expect((await onDisk()).filter((name) => name.startsWith(id))).toEqual([])
    expect((await manager.fetch(path, { method: 'HEAD', headers: TUS })).status).toBe(404)
  })

  it('are so many an hour, of an employee as of an address', async () => {
    const guest = app.anonymous()
    const key = { 'upload-key': 'g'.repeat(32) }
    const { prisma } = app.services
    for (const [caller, headers, limit] of [
      [await app.asEmployee(cast.techExpert), {}, 600],
      [guest, key, 40],
    ] as const) {
      await prisma.throttle.deleteMany({ where: { key: { startsWith: 'upload.' } } })
      expect((await create(caller, 'a.jpg', 10, headers)).status).toBe(201)
      await prisma.throttle.updateMany({ where: { key: { startsWith: 'upload.' } }, data: { count: limit } })
      const refused = await create(caller, 'a.jpg', 10, headers)
      expect([refused.status, await codeOf(refused)]).toEqual([429, 'THROTTLED'])
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    await prisma.throttle.deleteMany({ where: { key: { startsWith: 'upload.' } } })
  })
})

describe('a file that is not what its name says', () => {
  const exe = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(512)])
  exe.writeUInt32LE(0x80, 0x3c)
  exe.write('PE\0\0', 0x80, 'latin1')
  it.each([
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    [
      'SVG with a prologue',
      Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    ],
    ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['EXE', exe],
    ['nothing at all', Buffer.from('just some words')],
    ['ZIP', Buffer.from('504b0506000000000000000000000000000000000000', 'hex')],
  ])('such as %s named .jpg is refused, and nothing of it stays', async (_what, bytes) => {
    const before = await onDisk()
    const { id, response } = await upload(manager, 'фото.jpg', bytes)
    expect([response.status, await codeOf(response)]).toEqual([415, 'FILE_TYPE'])
    expect(await app.services.prisma.storedFile.count({ where: { id } })).toBe(0)
    expect((await onDisk()).sort()).toEqual(before.sort())
  })

  it('may hold a page behind a picture: it is given out as the picture that it begins as', async () => {
    const { id } = await upload(manager, 'фото.html', Buffer.concat([jpeg, Buffer.from('<script>alert(1)</script>')]))
    const given = await manager.fetch(`/files/stored/${id}`)
    expect([given.headers.get('content-type'), given.headers.get('x-content-type-options')]).toEqual([
      'image/jpeg',
      'nosniff',
    ])
    expect(given.headers.get('content-disposition')).toContain('.jpg"')
    expect(given.headers.get('content-security-policy')).toMatch(/^default-src 'none';.* sandbox;$/)
  })

  it('is refused as text when it begins like a page', async () => {
    const { response } = await upload(manager, 'заметка.txt', Buffer.from('\ufeff \n<html><script>alert(1)</script>'))
    expect(await codeOf(response)).toBe('FILE_TYPE')
  })

  it('gets the extension of what it is, and a name without folders or tricks', async () => {
    const { id } = await upload(manager, '../../etc/фото\u202egpj.exe', jpeg)
    const { name } = await app.services.prisma.storedFile.findUniqueOrThrow({ where: { id } })
    expect(name).toBe('фотоgpj.jpg')
  })

  it('empty is refused', async () => {
    const response = await create(manager, 'пусто.jpg', 0)
    expect(await codeOf(response)).toBe('FILE_TYPE')
  })
})

describe('what the protocol’s headers say wrongly', () => {
  const tooLong = `filename ${Buffer.alloc(6_000, 'a').toString('base64')}`
  const creations: [string, Record<string, string | null>][] = [
    ['no length', { 'upload-length': null }],
    ...['-1', '1e3', '1.5', 'ten', '', ' ', '0x10', '007', '9'.repeat(30), 'NaN', 'Infinity'].map(
      (length): [string, Record<string, string>] => [`a length of «${length}»`, { 'upload-length': length }],
    ),
    ['a length to be told later', { 'upload-length': null, 'upload-defer-length': '1' }],
    ['both lengths', { 'upload-defer-length': '1' }],
    ['a part of several', { 'upload-concat': 'partial' }],
    ['the whole of several', { 'upload-concat': 'final;/files/uploads/a /files/uploads/b', 'upload-length': null }],
    ['the whole of nothing', { 'upload-concat': 'final;' }],
    ['a strange concatenation', { 'upload-concat': 'x' }],
    ['a checksum', { 'upload-checksum': 'sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=' }],
    ['no version', { 'tus-resumable': null }],
    ['another version', { 'tus-resumable': '0.2.2' }],
    ...['filename !!!', 'filename a,filename b', ',', 'a  b', 'filename YQ', tooLong].map(
      (value): [string, Record<string, string>] => [
        `metadata of «${value.slice(0, 20)}»`,
        { 'upload-metadata': value },
      ],
    ),
    ['an offset', { 'upload-offset': 'x' }],
  ]
  const refused = async (response: Response) => {
    const text = await response.text()
    return [response.status, JSON.parse(text).errors[0].extensions] as const
  }

  it.each(creations)('%s: is refused by its code and leaves nothing behind', async (_, headers) => {
    const before = await onDisk()
    const all = { ...TUS, 'upload-length': '4', 'upload-metadata': metadata('a.txt'), ...headers }
    const given = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== null)
    const response = await manager.fetch('/files/uploads', { method: 'POST', headers: Object.fromEntries(given) })
    expect(await refused(response)).toEqual([400, { code: 'VALIDATION', details: { reason: 'UPLOAD' } }])
    expect(await onDisk()).toEqual(before)
  })

  it.each([
    ['no offset', { 'upload-offset': null }],
    ['an offset below nothing', { 'upload-offset': '-1' }],
    ['an offset that is no number', { 'upload-offset': 'x' }],
    ['an offset beyond numbers', { 'upload-offset': '9'.repeat(40) }],
    ['another type of bytes', { 'content-type': 'text/plain' }],
    ['no type of bytes', { 'content-type': null }],
    ['another length', { 'upload-length': '8' }],
    ['a checksum', { 'upload-checksum': 'sha1 x' }],
  ] as [string, Record<string, string | null>][])('%s: the upload goes on afterwards', async (_, headers) => {
    const created = await create(manager, 'a.txt', 4)
    const path = created.headers.get('location') ?? ''
    const all = { ...TUS, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream', ...headers }
    const given = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== null)
    const body = new Uint8Array(Buffer.from('text'))
    const response = await manager.fetch(path, { method: 'PATCH', headers: Object.fromEntries(given), body })
    expect(await refused(response)).toEqual([400, { code: 'VALIDATION', details: { reason: 'UPLOAD' } }])
    expect((await send(manager, path, 0, Buffer.from('text'))).status).toBe(204)
  })

  it.each([
    ['/files/%00', 404],
    ['/files/%zz', 400],
    ['/files/..%2f..%2fetc%2fpasswd', 404],
    ['/files/stored/%00', 404],
    ['/files/x/thumbnail', 404],
    ['/files/uploads', 404],
  ])('%s is refused by a code', async (path, status) => {
    const [given, extensions] = await refused(await manager.fetch(path))
    expect([given, ['NOT_FOUND', 'VALIDATION'].includes(extensions.code)]).toEqual([status, true])
  })

  it('an address of no upload, and a name with a zero byte, are refused without anything unexpected', async () => {
    unexpected.length = 0
    for (const path of ['/files/uploads/%00', '/files/uploads/x', '/files/uploads/..%2f..%2fx', '/files/uploads/%zz']) {
      for (const method of ['HEAD', 'PATCH', 'DELETE']) {
        const headers = { ...TUS, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' }
        expect([path, (await manager.fetch(path, { method, headers })).status < 500]).toEqual([path, true])
      }
    }
    const [status, { code }] = await refused(await create(manager, 'а\u0000б.txt', 4))
    expect([status, code]).toEqual([400, 'VALIDATION'])
    expect(unexpected).toEqual([])
  })
})

describe('a bomb', () => {
  it('of 3.6 thousand million pixels in a few bytes stays a file without a small picture', async () => {
    const { id, response } = await upload(manager, 'небо.png', hugePng(60_000, 60_000))
    expect(response.status).toBe(204)
    expect(await app.services.prisma.storedFile.findUnique({ where: { id } })).toMatchObject({ thumbnailKey: null })
    expect((await manager.fetch(`/files/stored/${id}/thumbnail`)).status).toBe(404)
  })

  it('of zeros in an office document is not unpacked to find out its type', async () => {
    const before = process.memoryUsage().rss
    const { response } = await upload(
      manager,
      'смета.docx',
      zipOf('[Content_Types].xml', Buffer.alloc(300 * 1024 ** 2)),
    )
    expect(response.status).toBe(415)
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 ** 2)
  })
})

describe('somebody else', () => {
  it('can neither continue, look at nor delete an upload', async () => {
    const created = await create(manager, 'фото.jpg', jpeg.length)
    const path = created.headers.get('location') ?? ''
    const other = await app.asEmployee(cast.dealer)
    expect((await send(other, path, 0, jpeg)).status).toBe(404)
    expect((await other.fetch(path, { method: 'HEAD', headers: TUS })).status).toBe(404)
    expect((await other.fetch(path, { method: 'DELETE', headers: TUS })).status).toBe(404)
    const { id } = await upload(manager, 'фото.jpg', jpeg)
    expect((await other.fetch(`/files/stored/${id}`)).status).toBe(404)
    expect((await app.anonymous().fetch(`/files/stored/${id}`)).status).toBe(404)
  })

  it('without a session needs a key, and with it reaches only what the key began', async () => {
    const guest = app.anonymous()
    expect((await create(guest, 'фото.jpg', jpeg.length)).status).toBe(401)
    expect((await create(guest, 'фото.jpg', jpeg.length, { 'upload-key': 'short' })).status).toBe(401)
    const key = { 'upload-key': 'k'.repeat(32) }
    const { id, path, response } = await upload(guest, 'фото.jpg', jpeg, key)
    expect(response.status).toBe(204)
    expect(await app.services.prisma.storedFile.findUnique({ where: { id } })).toMatchObject({ uploadedById: null })
    const foreign = await guest.fetch(path, { method: 'HEAD', headers: { ...TUS, 'upload-key': 'x'.repeat(32) } })
    expect(foreign.status).toBe(404)
  })

  it('cannot send from another site', async () => {
    expect((await create(manager, 'фото.jpg', 10, { origin: 'https://evil.example' })).status).toBe(403)
  })
})

describe('a document', () => {
  async function attach(
    bytes = jpeg,
    name = 'акт "рекламации" №1.jpg',
  ): Promise<{ documentId: string; fileId: string }> {
    const { prisma } = app.services
    const { id: fileId } = await upload(manager, name, bytes)
    const at = clock.now()
    const request = await prisma.serviceRequest.create({
      data: {
        number: `З-2026-${fileId.slice(-6)}`,
        status: 'NEW',
        statusSince: at,
        source: 'EMPLOYEE',
        clientName: 'Столовая',
        complaint: 'Не греет',
        createdAt: at,
      },
    })
    const document = await prisma.document.create({
      data: { type: 'PHOTO', requestId: request.id, fileId, attachedAt: at },
    })
    return { documentId: document.id, fileId }
  }

  it('is given to who may see its record, as it is and as an attachment', async () => {
    const { documentId } = await attach()
    const shown = await manager.fetch(`/files/${documentId}`)
    expect(shown.status).toBe(200)
    expect(shown.headers.get('content-type')).toBe('image/jpeg')
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff')
    expect(shown.headers.get('content-security-policy')).toContain('sandbox')
    expect(shown.headers.get('content-disposition')).toMatch(/^inline; filename="/)
    const saved = await manager.fetch(`/files/${documentId}?download=1`)
    expect(saved.headers.get('content-disposition')).toMatch(/^attachment; filename="[^"]*"; filename\*=UTF-8''%D0%B0/)
    const part = await manager.fetch(`/files/${documentId}`, { headers: { range: 'bytes=10-19' } })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-19/${jpeg.length}`])
    expect(Buffer.from(await part.arrayBuffer()).equals(jpeg.subarray(10, 20))).toBe(true)
    const etag = shown.headers.get('etag') ?? ''
    expect(
      (
        await manager.fetch(`/files/${documentId}`, {
          headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
        })
      ).status,
    ).toBe(304)
  })

  it('on its way to somebody who loses the right to it gets no further', async () => {
    const size = 24 * 1024 ** 2
    const { documentId } = await attach(Buffer.alloc(size, 'Не для всех. '), 'записка.txt')
    const reader = await app.asEmployee(cast.manager)
    const read = vi.spyOn(app.services.files, 'read')
    const received = await new Promise<number>((done) => {
      let bytes = 0
      const socket = connect(app.server.port, '127.0.0.1', () => {
        socket.write(`GET /files/${documentId} HTTP/1.1\r\nHost: localhost\r\nCookie: ${reader.cookie}\r\n\r\n`)
      })
      socket.once('data', async () => {
        socket.pause()
        await reader.ask('mutation { signOut { isDone } }')
        // what the system holds already cannot be called back; the server closes, and then it is read
        await expect.poll(() => read.mock.results[0]?.value.destroyed, { timeout: 5_000 }).toBe(true)
        socket.resume()
      })
      socket.on('data', (data) => (bytes += data.length))
      socket.on('error', () => {})
      socket.on('close', () => done(bytes))
    })
    expect(received).toBeLessThan(size)
    read.mockRestore()
  })

  it('of a record out of reach looks exactly like one that does not exist', async () => {
    const { documentId } = await attach()
    for (const caller of [
      await app.asEmployee(cast.serviceCenter),
      await app.asEmployee(cast.dealer),
      app.anonymous(),
    ]) {
      for (const path of ['', '/thumbnail', '?download=1']) {
        const hidden = await caller.fetch(`/files/${documentId}${path}`)
        const absent = await caller.fetch(`/files/01980000-0000-7000-8000-000000000000${path}`)
        expect([hidden.status, await hidden.text()]).toEqual([absent.status, await absent.text()])
        expect(hidden.status).toBe(404)
        const headers = (response: Response) =>
          [...response.headers].filter(([name]) => name !== 'date' && name !== 'content-security-policy')
        expect(headers(hidden)).toEqual(headers(absent))
      }
    }
  })

  it('keeps its file; what was never attached is removed after three days', async () => {
    const { fileId } = await attach()
    const { id: abandoned } = await upload(manager, 'забыто.jpg', jpeg)
    clock.advance(3 * 24 * 3_600_000 + 1)
    await cleanUp.handler(app.services, {})
    expect(await app.services.files.size(storageKey(fileId))).toBe(jpeg.length)
    expect(await app.services.files.size(storageKey(abandoned))).toBeNull()
    expect(await app.services.prisma.storedFile.count({ where: { id: abandoned } })).toBe(0)
  })
})

/** A picture of the size that its head says, and of almost no data. */
function hugePng(width: number, height: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  // 8 bits, grey
  head.set([8, 0, 0, 0, 0], 8)
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    const sum = Buffer.alloc(4)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const data = deflateSync(Buffer.alloc(1_000_000))
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

/** An archive of one entry. APPNOTE.TXT of PKWARE, 4.3. */
function zipOf(name: string, content: Buffer): Buffer {
  const packed = deflateRawSync(content)
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(8, 4)
  common.writeUInt32LE(crc32(content), 10)
  common.writeUInt32LE(packed.length, 14)
  common.writeUInt32LE(content.length, 18)
  common.writeUInt16LE(name.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), packed])
  const made = Buffer.alloc(2)
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02', 'latin1'),
    made,
    common,
    Buffer.alloc(14),
    Buffer.from(name),
  ])
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, central, end])
}
