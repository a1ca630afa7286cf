import type { ApolloCache } from '@apollo/client'
import { useMutation } from '@apollo/client/react'
import type { AddCommentMutation } from '../../../gql/graphql.ts'
import { graphql } from '../../../gql/index.ts'
import { useViewer } from '../../../lib/viewer.ts'
import { useSnackbar } from '../../snackbar.ts'
import { ownerInput, ownerType, type RecordRef } from '../documents/use-documents.ts'

const AddComment = graphql(`
  mutation AddComment($input: CommentInput!) {
    addComment(input: $input) {
      feedEntry {
        ...FeedEntryRow_FeedEntry
      }
    }
  }
`)

interface Comment {
  text: string
  mentionIds: string[]
  fileIds: string[]
  isLocked: boolean
}

/** Sends a comment, which stands in the feed at once; resolves to whether it arrived. */
export function useComment(owner: RecordRef) {
  const viewer = useViewer()
  const snackbar = useSnackbar()
  const [addComment] = useMutation(AddComment)

  return async ({ text, mentionIds, fileIds, isLocked }: Comment): Promise<boolean> => {
    const optimistic: AddCommentMutation = {
      addComment: {
        __typename: 'FeedEntryPayload',
        feedEntry: {
          __typename: 'FeedEntry',
          id: `sending.${crypto.randomUUID()}`,
          kind: 'COMMENT',
          actor: 'EMPLOYEE',
          createdAt: new Date().toISOString(),
          isLocked,
          text,
          transition: null,
          reasonCode: null,
          author: { __typename: 'Employee', id: viewer.id, name: viewer.name },
          changes: [],
          document: null,
          message: null,
        },
      },
    }
    try {
      await addComment({
        variables: { input: { ...ownerInput(owner), text, mentionIds, fileIds, isLocked } },
        optimisticResponse: optimistic,
        update: (cache, { data }) => putOnTop(cache, owner, data?.addComment.feedEntry ?? null),
      })
      return true
    } catch (error) {
      snackbar.showError(error)
      return false
    }
  }
}

function putOnTop(cache: ApolloCache, owner: RecordRef, entry: AddCommentMutation['addComment']['feedEntry']) {
  const record = cache.identify({ __typename: ownerType(owner), id: owner.id })
  if (!entry || !record) return
  cache.modify<{ feed: readonly { __ref: string }[] }>({
    id: record,
    fields: {
      feed: (present, { readField, toReference }) => {
        const added = toReference({ __typename: 'FeedEntry', id: entry.id })
        // The live event may have brought it before the answer did.
        if (!added || !present || present.some((each) => readField('id', each) === entry.id)) return present
        return [added, ...present]
      },
    },
  })
}
