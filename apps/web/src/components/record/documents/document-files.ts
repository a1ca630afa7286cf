import type { DocumentTile_DocumentFragment } from '../../../gql/graphql.ts'
import { graphql } from '../../../gql/index.ts'

export const DocumentTileFragment = graphql(`
  fragment DocumentTile_Document on Document {
    id
    type
    attachedAt
    attachedBy {
      id
      name
    }
    file {
      id
      name
      contentType
      size
      hasThumbnail
    }
  }
`)

export type AttachedDocument = DocumentTile_DocumentFragment

/** What the file chooser offers; the server decides by the bytes. */
export const acceptedFiles =
  'image/jpeg,image/png,image/webp,image/heic,image/gif,application/pdf,.docx,.xlsx,.doc,.xls,.odt,text/plain,video/mp4,video/quicktime,audio/mpeg'

export function fileAddress(documentId: string): string {
  return `/files/${documentId}`
}

export function thumbnailAddress(documentId: string): string {
  return `/files/${documentId}/thumbnail`
}

export function downloadAddress(documentId: string): string {
  return `/files/${documentId}?download=1`
}

/** Whether browsers show it as a picture; HEIC is one for the server only. */
export function isPicture(document: AttachedDocument): boolean {
  return /^image\/(jpeg|png|webp|gif)$/.test(document.file?.contentType ?? '')
}
