import { useMutation } from '@apollo/client/react'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { type LinkAnswers, sendConfirmed, useLinkQuestions } from '../../components/links/link-questions.ts'
import { DocumentsBlock } from '../../components/record/documents/DocumentsBlock.tsx'
import { FieldGroup } from '../../components/record/FieldGroup.tsx'
import { FieldGroups } from '../../components/record/FieldGroups.tsx'
import { Feed } from '../../components/record/feed/Feed.tsx'
import { RecordAccess } from '../../components/record/RecordAccess.tsx'
import { RecordEditingProvider } from '../../components/record/RecordEditingProvider.tsx'
import { RecordLayout } from '../../components/record/RecordLayout.tsx'
import { TransitionDialog } from '../../components/record/TransitionDialog.tsx'
import { useFieldSaving } from '../../components/record/use-field-saving.ts'
import { useFocusField } from '../../components/record/use-focus-field.ts'
import { useTransitions } from '../../components/record/use-transitions.ts'
import type { DocumentType, RepairCard_RepairFragment, RepairPatch } from '../../gql/graphql.ts'
import { graphql } from '../../gql/index.ts'
import { useEntity, useField } from '../../lib/catalog.ts'
import { useCan } from '../../lib/viewer.ts'
import { RepairHeader } from './RepairHeader.tsx'
import { ClientActions, ClientHistory, EquipmentHistory, partyFields } from './RepairParties.tsx'
import type { RepairMoves } from './use-repair-moves.ts'

export const RepairCardFragment = graphql(`
  fragment RepairCard_Repair on Repair {
    ...RepairFields_Repair
    ...RepairParties_Repair
    ...RecordDocuments_Repair
    feed(first: 30) {
      ...FeedEntryRow_FeedEntry
    }
  }
`)

const UpdateRepair = graphql(`
  mutation UpdateRepair($id: ID!, $patch: RepairPatch!, $expected: RepairPatch, $answers: [LinkAnswer!]) {
    updateRepair(id: $id, patch: $patch, expected: $expected, answers: $answers) {
      repair {
        ...RepairFields_Repair
        ...RepairParties_Repair
      }
    }
  }
`)

const documentTypes: readonly DocumentType[] = ['CLAIM_REPORT', 'COMPLETION_REPORT', 'PHOTO', 'INVOICE', 'OTHER']

/** Stands in the header, or is set by moves alone. */
const headerFields: ReadonlySet<string> = new Set(['number', 'status', 'moveParty', 'dueAt'])

interface Props {
  repair: RepairCard_RepairFragment
  moves: RepairMoves
  listUrl: string
  reread: () => Promise<RepairCard_RepairFragment | null>
}

/** The repair on one page: next step, fields in groups, documents, and the feed at its side. */
export function RepairCard({ repair, moves, listUrl, reread }: Props) {
  const { t } = useTranslation(['values', 'record'])
  const entity = useEntity('repair')
  const isEditable = useCan('repair.update')
  const hasDocuments = useField('repair', 'documents').isReadable
  const [updateRepair] = useMutation(UpdateRepair)
  const askLinks = useLinkQuestions()
  const { refetch, run } = moves
  const { focus, focusField } = useFocusField()

  const write = useCallback(
    async (patch: object, expected: object, optimistic: object | null) => {
      const send = (answers: LinkAnswers) =>
        updateRepair({
          // Keys and values come out of the catalog, which is read off the very input type.
          variables: {
            id: repair.id,
            patch: patch as RepairPatch,
            expected: expected as RepairPatch,
            answers: [...answers],
          },
          ...(optimistic && {
            optimisticResponse: {
              updateRepair: { __typename: 'RepairPayload', repair: optimistic as RepairCard_RepairFragment },
            },
          }),
        })
      await sendConfirmed(send, askLinks, t('record:links.showAndSave'))
      // A field may have been what the next step waited for.
      void refetch()
    },
    [updateRepair, repair.id, refetch, askLinks, t],
  )
  const save = useFieldSaving({ entity, record: repair, write, reread })
  const transitions = useTransitions({ options: moves.options, run, focusField })
  const { primary, asked } = transitions
  const missing = new Set(
    primary?.unmet.flatMap((guard) => (guard.code === 'DOCUMENT_REQUIRED' && guard.key ? [guard.key] : [])),
  )
  const owner = { entity: 'repair', id: repair.id } as const

  return (
    <RecordEditingProvider entity="repair" record={repair} isEditable={isEditable} save={save} focus={focus}>
      <RecordLayout
        header={<RepairHeader repair={repair} transitions={transitions} listUrl={listUrl} />}
        transitions={transitions}
        entity="repair"
        feed={repair.feed && <Feed owner={owner} head={repair.feed} />}
      >
        <FieldGroups
          groups={['client', 'equipment']}
          render={partyFields(repair)}
          actions={{ client: <ClientActions repair={repair} /> }}
          after={{ client: <ClientHistory repair={repair} />, equipment: <EquipmentHistory repair={repair} /> }}
        />
        {hasDocuments && (
          <FieldGroup name="repair.documents" title={t('group.documents')}>
            <DocumentsBlock
              owner={owner}
              documents={repair.documents ?? []}
              types={documentTypes}
              missing={missing}
              onChanged={() => void refetch()}
            />
          </FieldGroup>
        )}
        <FieldGroups
          groups={['visit', 'diagnosis', 'money', 'assignment', 'rating', 'main']}
          omit={headerFields}
          render={partyFields(repair)}
        />
        <RecordAccess entity="repair" number={repair.number} />
      </RecordLayout>
      {asked && (
        <TransitionDialog
          key={asked.name}
          entity="repair"
          option={asked}
          record={repair}
          isRunning={transitions.running !== null}
          onRun={(name, input) => void transitions.make(name, input)}
          onClose={transitions.close}
        />
      )}
    </RecordEditingProvider>
  )
}
