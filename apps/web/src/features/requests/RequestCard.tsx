import { useMutation } from '@apollo/client/react'
import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import { useCallback, useRef } from 'react'
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
import { useFieldText } from '../../components/record/use-field-text.ts'
import { useFocusField } from '../../components/record/use-focus-field.ts'
import { useTransitions } from '../../components/record/use-transitions.ts'
import type { RequestCard_ServiceRequestFragment, ServiceRequestPatch } from '../../gql/graphql.ts'
import { graphql } from '../../gql/index.ts'
import { useEntity, useField } from '../../lib/catalog.ts'
import { useCan } from '../../lib/viewer.ts'
import { CompletionForm } from './CompletionForm.tsx'
import { DuplicatesBanner } from './DuplicatesBanner.tsx'
import { RequestHeader } from './RequestHeader.tsx'
import { ClientHistory, EquipmentHistory, partyFields, RequestActions, RequestRepairs } from './RequestParties.tsx'
import { ReturnPanel } from './ReturnPanel.tsx'
import { requestDocumentTypes } from './request-fields.ts'
import { useMarking } from './use-marking.ts'
import type { RequestMoves } from './use-request-moves.ts'

export const RequestCardFragment = graphql(`
  fragment RequestCard_ServiceRequest on ServiceRequest {
    ...RequestFields_ServiceRequest
    ...RequestParties_ServiceRequest
    ...RecordDocuments_ServiceRequest
    feed(first: 30) {
      ...FeedEntryRow_FeedEntry
    }
  }
`)

const UpdateServiceRequest = graphql(`
  mutation UpdateServiceRequest($id: ID!, $patch: ServiceRequestPatch!, $expected: ServiceRequestPatch, $answers: [LinkAnswer!]) {
    updateServiceRequest(id: $id, patch: $patch, expected: $expected, answers: $answers) {
      serviceRequest {
        ...RequestFields_ServiceRequest
        ...RequestParties_ServiceRequest
      }
    }
  }
`)

/** Stands in the header, or is shown in a place of its own. */
const headerFields: ReadonlySet<string> = new Set(['number', 'status', 'moveParty', 'dueAt', 'returnedFields'])

interface Props {
  request: RequestCard_ServiceRequestFragment
  moves: RequestMoves
  listUrl: string
  reread: () => Promise<RequestCard_ServiceRequestFragment | null>
}

/** The request on one page: to be checked, returned, completed, turned into a repair. */
export function RequestCard({ request, moves, listUrl, reread }: Props) {
  const { t } = useTranslation(['requests', 'values', 'record'])
  const { label } = useFieldText()
  const entity = useEntity('serviceRequest')
  const isEditable = useCan('serviceRequest.update')
  const hasDocuments = useField('serviceRequest', 'documents').isReadable
  const [updateServiceRequest] = useMutation(UpdateServiceRequest)
  const askLinks = useLinkQuestions()
  const { options, refetch, run, make } = moves
  const { focus, focusField } = useFocusField()
  const completion = useRef<HTMLDivElement>(null)

  const write = useCallback(
    async (patch: object, expected: object, optimistic: object | null) => {
      const send = (answers: LinkAnswers) =>
        updateServiceRequest({
          // Keys and values come out of the catalog, which is read off the very input type.
          variables: {
            id: request.id,
            patch: patch as ServiceRequestPatch,
            expected: expected as ServiceRequestPatch,
            answers: [...answers],
          },
          ...(optimistic && {
            optimisticResponse: {
              updateServiceRequest: {
                __typename: 'ServiceRequestPayload',
                serviceRequest: optimistic as RequestCard_ServiceRequestFragment,
              },
            },
          }),
        })
      await sendConfirmed(send, askLinks, t('record:links.showAndSave'))
      void refetch()
    },
    [updateServiceRequest, request.id, refetch, askLinks, t],
  )
  const save = useFieldSaving({ entity, record: request, write, reread })
  const canComplete = options.some((option) => option.name === 'complete')
  const reveal = useCallback((name: string) => {
    if (name !== 'complete') return false
    completion.current?.scrollIntoView({ block: 'start' })
    completion.current?.querySelector<HTMLElement>('input, textarea')?.focus({ preventScroll: true })
    return true
  }, [])
  const transitions = useTransitions({ options, run, focusField, reveal })
  const { asked } = transitions
  const isReturning = asked?.name === 'returnForCompletion'
  const { marked, marking } = useMarking(isReturning)
  const owner = { entity: 'serviceRequest', id: request.id } as const

  const isAskedForDocuments = canComplete && request.returnedFields?.includes('documents') === true
  const documents = (
    <DocumentsBlock
      owner={owner}
      documents={request.documents ?? []}
      types={requestDocumentTypes}
      onChanged={() => void refetch()}
    />
  )

  return (
    <RecordEditingProvider
      entity="serviceRequest"
      record={request}
      isEditable={isEditable}
      save={save}
      focus={focus}
      marking={marking}
      highlighted={new Set(request.status === 'RETURNED' ? request.returnedFields : [])}
    >
      <RecordLayout
        header={<RequestHeader request={request} transitions={transitions} listUrl={listUrl} />}
        transitions={transitions}
        entity="serviceRequest"
        feed={request.feed && <Feed owner={owner} head={request.feed} />}
      >
        {isReturning && (
          <ReturnPanel
            marked={[...marked].map((key) => label('serviceRequest', key))}
            isRunning={transitions.running !== null}
            onReturn={(comment) => void transitions.make('returnForCompletion', { comment, fields: [...marked] })}
            onClose={transitions.close}
          />
        )}
        <DuplicatesBanner repairs={moves.duplicates} />
        <Box ref={completion}>
          {canComplete && (
            <CompletionForm
              // Another return asks for other fields.
              key={request.returnedAt}
              request={request}
              documents={documents}
              onComplete={(input) => make('complete', input)}
            />
          )}
        </Box>
        <RequestRepairs request={request} />
        <FieldGroups
          groups={['client', 'equipment']}
          render={partyFields(request)}
          actions={{ client: <RequestActions request={request} /> }}
          after={{ client: <ClientHistory request={request} />, equipment: <EquipmentHistory request={request} /> }}
        />
        {hasDocuments && !isAskedForDocuments && (
          <FieldGroup
            name="serviceRequest.documents"
            title={t('values:group.documents')}
            action={
              marking && (
                <FormControlLabel
                  label={t('returning.askDocuments')}
                  control={
                    <Checkbox
                      size="small"
                      checked={marked.has('documents')}
                      onChange={() => marking.toggle('documents')}
                    />
                  }
                />
              )
            }
          >
            {documents}
          </FieldGroup>
        )}
        <FieldGroups groups={['main', 'consent']} omit={headerFields} />
        <RecordAccess entity="serviceRequest" number={request.number} />
      </RecordLayout>
      {asked && !isReturning && (
        <TransitionDialog
          key={asked.name}
          entity="serviceRequest"
          option={asked}
          record={request}
          isRunning={transitions.running !== null}
          onRun={(name, input) => void transitions.make(name, input)}
          onClose={transitions.close}
        />
      )}
    </RecordEditingProvider>
  )
}
