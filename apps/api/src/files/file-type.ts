import { open } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileTypeFromFile } from 'file-type'

/** What of a name is looked at; no file system has longer ones. */
export const MAX_NAME_LENGTH = 300
export const MAX_FILE_BYTES = 25 * 1024 * 1024

/** Types that are taken, by what the bytes say, with the extension each is given out under. */
const allowed: Record<string, string> = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
  'image/heic': '.heic',
  'image/heif': '.heif',
  'image/gif': '.gif',
  'application/pdf': '.pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': '.docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': '.xlsx',
  'application/vnd.oasis.opendocument.text': '.odt',
  'application/msword': '.doc',
  'application/vnd.ms-excel': '.xls',
  'text/plain': '.txt',
  'video/mp4': '.mp4',
  'video/quicktime': '.mov',
  'audio/mpeg': '.mp3',
}

/** Old Word and Excel files share one container and differ only inside; there the name decides, among these two. */
const compoundTypes: Record<string, string> = { '.doc': 'application/msword', '.xls': 'application/vnd.ms-excel' }

/** Pictures of which a smaller one can be made. */
export const thumbnailTypes = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif'])
/** Shown by the browser itself; everything else is downloaded. */
export const inlineTypes = new Set([
  ...thumbnailTypes,
  'image/heic',
  'image/heif',
  'application/pdf',
  'text/plain',
  'video/mp4',
  'video/quicktime',
  'audio/mpeg',
])

/** The type that the bytes have, whatever the name says; null when it is not one that is taken. */
export async function sniffType(path: string, name: string): Promise<string | null> {
  const extension = extname(name).toLowerCase()
  const found = await fileTypeFromFile(path).catch(() => undefined)
  if (found?.mime === 'application/x-cfb') return compoundTypes[extension] ?? null
  if (found) return found.mime in allowed ? found.mime : null
  return extension === '.txt' && (await isPlainText(path)) ? 'text/plain' : null
}

/** What the sender called the file, less folders and control characters, with the extension of its true type. */
export function safeName(name: string, contentType: string): string {
  const last = name.slice(0, MAX_NAME_LENGTH).normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  // controls, and the marks that turn the direction of writing, with which gpj.exe can be made to look like exe.jpg
  const clean = last
    .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '')
    .trim()
    .slice(0, 200)
    // the cut may have gone through a sign
    .toWellFormed()
  const extension = allowed[contentType] ?? ''
  const stem = clean.slice(0, clean.length - extname(clean).length) || 'file'
  const given = extname(clean).toLowerCase()
  const isSame = given === extension || (given === '.jpeg' && extension === '.jpg')
  return isSame ? clean : `${stem}${extension}`
}

/** No bytes that text never has, and nothing that begins like a page or a picture made of markup. */
async function isPlainText(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, 0)
    const head = buffer.subarray(0, bytesRead)
    const isControl = (byte: number) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12
    return !head.some(isControl) && !/^\s*</.test(head.toString('latin1').replace(/^\xef\xbb\xbf/, ''))
  } finally {
    await file.close()
  }
}
