import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DocumentType } from '@naryad/domain'
import { v7 as uuid } from 'uuid'
import type { StoredFile } from '../../generated/prisma/client.ts'
import type { Services } from '../context.ts'
import { storageKey, thumbnailKey } from '../files/file-store.ts'
import { discardFile, storeFile, type Uploader } from '../files/stored-file.service.ts'
import { type Chance, chance } from './chance.ts'
import { drawPhoto, drawReport } from './documents.ts'

interface Sample {
  file: StoredFile
  path: string
  thumbnailPath: string | null
}

/** A few dozen drawn files from which those of all documents are made, as if each had been uploaded on its own. */
export interface SampleFiles {
  /** A file of this kind, uploaded at the time of the clock. Returns its id. */
  upload(services: Services, type: DocumentType, draw: Chance, uploader: Uploader): Promise<string>
  /** Removes what was only needed for making files. */
  clear(): Promise<void>
}

const drawn = {
  PHOTO: { count: 16, name: (index: number) => `IMG_${2_040 + 37 * index}.jpg`, draw: drawPhoto },
  CLAIM_REPORT: {
    count: 10,
    name: () => 'Акт рекламации.pdf',
    draw: (draw: Chance) => drawReport(draw, 'АКТ РЕКЛАМАЦИИ'),
  },
  COMPLETION_REPORT: {
    count: 10,
    name: () => 'Акт выполненных работ.pdf',
    draw: (draw: Chance) => drawReport(draw, 'АКТ ВЫПОЛНЕННЫХ РАБОТ'),
  },
}
type DrawnType = keyof typeof drawn

export async function drawSamples(services: Services, seed: number): Promise<SampleFiles> {
  const { files } = services
  const dir = await mkdtemp(join(files.uploadsDir, 'demo-'))
  const samples = Object.fromEntries(
    await Promise.all(
      Object.entries(drawn).map(async ([type, { count, name, draw }]) => {
        const list: Sample[] = []
        for (let index = 0; index < count; index++) {
          const bytes = await draw(chance(seed + index))
          list.push(await storeSample(services, dir, name(index), bytes))
        }
        return [type, list] as const
      }),
    ),
  ) as Record<DrawnType, Sample[]>

  return {
    async upload({ prisma, clock }, type, draw, uploader) {
      const kind: DrawnType = type === 'CLAIM_REPORT' || type === 'COMPLETION_REPORT' ? type : 'PHOTO'
      const { file, path, thumbnailPath } = draw.pick(samples[kind])
      const id = uuid()
      await files.put(storageKey(id), path)
      if (thumbnailPath) await files.put(thumbnailKey(id), thumbnailPath)
      const { name, contentType, size, sha256 } = file
      const keys = { storageKey: storageKey(id), thumbnailKey: thumbnailPath && thumbnailKey(id) }
      const owner =
        'employeeId' in uploader ? { uploadedById: uploader.employeeId } : { uploadKeyHash: uploader.uploadKeyHash }
      const data = { id, uploadId: id, ...keys, name, contentType, size, sha256, createdAt: clock.now(), ...owner }
      await prisma.storedFile.create({ data, select: { id: true } })
      return id
    },
    async clear() {
      for (const { file } of Object.values(samples).flat()) await discardFile(services, file.id)
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** Stored the way of every upload, so that it is checked and gets its small picture. */
async function storeSample(services: Services, dir: string, name: string, bytes: Buffer): Promise<Sample> {
  const id = uuid()
  const path = join(dir, id)
  await writeFile(path, bytes)
  const file = await storeFile(services, { id, path, name, uploader: { uploadKeyHash: 'demo' } })
  if (!file.thumbnailKey) return { file, path, thumbnailPath: null }
  const thumbnailPath = `${path}-thumbnail`
  await writeFile(thumbnailPath, services.files.read(file.thumbnailKey))
  return { file, path, thumbnailPath }
}
