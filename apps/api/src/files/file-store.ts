import { constants, createReadStream } from 'node:fs'
import { copyFile, link, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'

/** Where bytes live. Keys are made of a file's id; nothing that a sender names gets into one. */
export interface FileStore {
  /** Folder for uploads that are not whole yet. */
  readonly uploadsDir: string
  /** Stores a copy of a file, whole or not at all. What is there already stays: a key means one content for ever. */
  put(key: string, path: string): Promise<void>
  /** Stores bytes, whole or not at all. */
  write(key: string, bytes: Uint8Array): Promise<void>
  /** @param range first and last byte, both included */
  read(key: string, range?: { start: number; end: number }): Readable
  /** Bytes, null when there is nothing under the key. */
  size(key: string): Promise<number | null>
  /** Absent is as good as removed. */
  remove(key: string): Promise<void>
}

/** Key of a stored file. */
export function storageKey(fileId: string): string {
  const name = fileId.replaceAll('-', '').toLowerCase()
  // the last two digits are chance: folders that they name stay small
  return `${name.slice(-2)}/${name}`
}

/** Key of its small picture. */
export function thumbnailKey(fileId: string): string {
  return `${storageKey(fileId)}-thumbnail`
}

/** Files in a folder of this machine. */
export async function createLocalFileStore(dir: string): Promise<FileStore> {
  const stored = join(dir, 'stored')
  const uploadsDir = join(dir, 'uploads')
  await mkdir(stored, { recursive: true })
  await mkdir(uploadsDir, { recursive: true })

  const pathOf = (key: string) => {
    if (!/^[0-9a-f]{2}\/[0-9a-f]{32}(-thumbnail)?$/.test(key)) throw new Error('not a storage key')
    return join(stored, key)
  }
  return {
    uploadsDir,
    async put(key, path) {
      const target = pathOf(key)
      await mkdir(dirname(target), { recursive: true })
      try {
        await link(path, target)
      } catch (error) {
        if (isErrno(error, 'EEXIST')) return
        // a file system without hard links, or another disk
        const part = `${target}.part`
        await copyFile(path, part, constants.COPYFILE_FICLONE)
        await rename(part, target)
      }
    },
    async write(key, bytes) {
      const target = pathOf(key)
      await mkdir(dirname(target), { recursive: true })
      const part = `${target}.part`
      await writeFile(part, bytes)
      await rename(part, target)
    },
    read(key, range) {
      return createReadStream(pathOf(key), range)
    },
    async size(key) {
      try {
        return (await stat(pathOf(key))).size
      } catch (error) {
        if (isErrno(error, 'ENOENT')) return null
        throw error
      }
    },
    async remove(key) {
      await rm(pathOf(key), { force: true })
    },
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
