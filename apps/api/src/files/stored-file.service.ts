import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { DomainError } from '@naryad/domain'
import sharp from 'sharp'
import { Prisma, type StoredFile } from '../../generated/prisma/client.ts'
import type { Services } from '../context.ts'
import { storageKey, thumbnailKey } from './file-store.ts'
import { MAX_FILE_BYTES, safeName, sniffType, thumbnailTypes } from './file-type.ts'

/** Who uploads: an employee, or somebody without a session who holds the key that his page made up. */
export type Uploader = { employeeId: string } | { uploadKeyHash: string }

const THUMBNAIL_PX = 480
/** A picture of few bytes can unpack to gigabytes. */
const MAX_PIXELS = 60_000_000
const THUMBNAIL_SECONDS = 15
/** Each takes a processor and up to a quarter of a gigabyte; whoever else sends pictures waits. */
const takeTurn = createTurns(2)

/** The upload key as it is kept. Documents of a public request are its files with the same hash. */
export function hashUploadKey(uploadKey: string): string {
  return createHash('sha256').update(uploadKey).digest('hex')
}

/**
 * Makes a stored file of bytes on this machine's disk: checked, hashed, with a small picture where one can be made. The
 * row and the bytes come together or not at all. Called twice with the same id it returns the first one.
 *
 * @param input.id the file's id from here on
 * @throws DomainError FILE_TYPE, FILE_TOO_LARGE; nothing is kept then
 */
export async function storeFile(
  services: Pick<Services, 'prisma' | 'files' | 'clock'>,
  input: { id: string; path: string; name: string; uploader: Uploader },
): Promise<StoredFile> {
  const { prisma, files, clock } = services
  const { id, path, uploader } = input
  const known = await prisma.storedFile.findUnique({ where: { id } })
  if (known) return known
  const { size } = await stat(path)
  if (size > MAX_FILE_BYTES) throw new DomainError('FILE_TOO_LARGE', { max: MAX_FILE_BYTES })
  const contentType = size > 0 ? await sniffType(path, input.name) : null
  if (!contentType) throw new DomainError('FILE_TYPE')

  const key = storageKey(id)
  const thumbnail = thumbnailTypes.has(contentType) ? await takeTurn(() => makeThumbnail(path)) : null
  const keys = { storageKey: key, thumbnailKey: thumbnail && thumbnailKey(id) }
  await files.put(key, path)
  if (thumbnail) await files.write(thumbnailKey(id), thumbnail)
  try {
    return await prisma.storedFile.create({
      data: {
        ...keys,
        id,
        uploadId: id,
        name: safeName(input.name, contentType),
        contentType,
        size,
        sha256: await hashFile(path),
        createdAt: clock.now(),
        ...('employeeId' in uploader
          ? { uploadedById: uploader.employeeId }
          : { uploadKeyHash: uploader.uploadKeyHash }),
      },
    })
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
      return prisma.storedFile.findUniqueOrThrow({ where: { id } })
    }
    throw error
  }
}

/** Removes a file that no document refers to: row first, since bytes without a row are found by nobody. */
export async function discardFile(services: Pick<Services, 'prisma' | 'files'>, id: string): Promise<boolean> {
  const { count } = await services.prisma.storedFile.deleteMany({ where: { id, documents: { none: {} } } })
  if (!count) return false
  await services.files.remove(storageKey(id))
  await services.files.remove(thumbnailKey(id))
  return true
}

/** WebP, at most 480 px either way, turned as the camera was held; null for a picture that cannot be read. */
async function makeThumbnail(path: string): Promise<Buffer | null> {
  try {
    return await sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .rotate()
      .resize(THUMBNAIL_PX, THUMBNAIL_PX, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 75 })
      .timeout({ seconds: THUMBNAIL_SECONDS })
      .toBuffer()
  } catch {
    return null
  }
}

/** Lets so many of the works go on at once; the others wait in the order in which they came. */
function createTurns(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let free = count
  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((start) => waiting.push(start))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
