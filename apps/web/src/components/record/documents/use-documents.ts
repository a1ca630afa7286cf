import { useMutation } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import type { DocumentType } from '../../../gql/graphql.ts'
import { graphql } from '../../../gql/index.ts'
import { useSnackbar } from '../../snackbar.ts'
import type { AttachedDocument } from './document-files.ts'

/** The record that documents and comments belong to. */
export interface RecordRef {
  entity: 'repair' | 'serviceRequest'
  id: string
}

/** How the record is named in inputs that take either. */
export function ownerInput(owner: RecordRef): { repairId: string } | { requestId: string } {
  return owner.entity === 'repair' ? { repairId: owner.id } : { requestId: owner.id }
}

/** Name of the record's type in the cache. */
export function ownerType(owner: RecordRef): 'Repair' | 'ServiceRequest' {
  return owner.entity === 'repair' ? 'Repair' : 'ServiceRequest'
}

const AttachDocument = graphql(`
  mutation AttachDocuments($input: AttachDocumentsInput!) {
    attachDocuments(input: $input) {
      repair {
        ...RecordDocuments_Repair
      }
      serviceRequest {
        ...RecordDocuments_ServiceRequest
      }
    }
  }
`)

const RemoveDocument = graphql(`
  mutation RemoveDocument($id: ID!) {
    removeDocument(id: $id) {
      repair {
        ...RecordDocuments_Repair
      }
      serviceRequest {
        ...RecordDocuments_ServiceRequest
      }
    }
  }
`)

const RestoreDocument = graphql(`
  mutation RestoreDocument($id: ID!) {
    restoreDocument(id: $id) {
      repair {
        ...RecordDocuments_Repair
      }
      serviceRequest {
        ...RecordDocuments_ServiceRequest
      }
    }
  }
`)

export const RepairDocumentsFragment = graphql(`
  fragment RecordDocuments_Repair on Repair {
    id
    documents {
      ...DocumentTile_Document
    }
  }
`)

export const RequestDocumentsFragment = graphql(`
  fragment RecordDocuments_ServiceRequest on ServiceRequest {
    id
    documents {
      ...DocumentTile_Document
    }
  }
`)

/** Attaching and taking off; what was taken off can be brought back. `onChanged` runs after each of them. */
export function useDocuments(owner: RecordRef, onChanged: () => void) {
  const { t } = useTranslation(['documents', 'values'])
  const snackbar = useSnackbar()
  const [attachDocuments] = useMutation(AttachDocument)
  const [removeDocument] = useMutation(RemoveDocument)
  const [restoreDocument] = useMutation(RestoreDocument)

  const attach = async (type: DocumentType, fileIds: string[]) => {
    try {
      await attachDocuments({ variables: { input: { ...ownerInput(owner), type, fileIds } } })
      onChanged()
      snackbar.show({ text: t('attached', { type: t(`values:documentType.${type}`), count: fileIds.length }) })
    } catch (error) {
      snackbar.showError(error)
    }
  }

  const remove = async (document: AttachedDocument) => {
    try {
      await removeDocument({ variables: { id: document.id } })
      onChanged()
      snackbar.show({
        text: t('removed', { name: document.file?.name ?? '' }),
        onUndo: () => void restoreDocument({ variables: { id: document.id } }).then(onChanged, snackbar.showError),
      })
    } catch (error) {
      snackbar.showError(error)
    }
  }

  return { attach, remove }
}
