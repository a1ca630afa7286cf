import { useMutation } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { graphql } from '../../../gql/index.ts'
import { useSnackbar } from '../../snackbar.ts'
import type { FeedEntry } from './feed-entry.ts'

const SetFeedEntryLock = graphql(`
  mutation SetFeedEntryLock($id: ID!, $isLocked: Boolean!) {
    setFeedEntryLock(id: $id, isLocked: $isLocked) {
      feedEntry {
        id
        isLocked
      }
    }
  }
`)

/** Hides an entry from those who may not see locked ones, or shows it again. */
export function useFeedLock() {
  const { t } = useTranslation('feed')
  const snackbar = useSnackbar()
  const [setFeedEntryLock] = useMutation(SetFeedEntryLock)

  const set = (entry: FeedEntry, isLocked: boolean) =>
    setFeedEntryLock({
      variables: { id: entry.id, isLocked },
      optimisticResponse: {
        setFeedEntryLock: {
          __typename: 'FeedEntryPayload',
          feedEntry: { __typename: 'FeedEntry', id: entry.id, isLocked },
        },
      },
    })

  return async (entry: FeedEntry, isLocked: boolean) => {
    try {
      await set(entry, isLocked)
      snackbar.show({
        text: t(isLocked ? 'wasLocked' : 'wasUnlocked'),
        onUndo: () => void set(entry, !isLocked).catch(snackbar.showError),
      })
    } catch (error) {
      snackbar.showError(error)
    }
  }
}
