import { useApolloClient, useMutation } from '@apollo/client/react'
import { useSnackbar } from '../../components/snackbar.ts'
import { refetchActive } from '../../lib/refetch.ts'
import { MarkNotificationsReadDocument } from './documents.ts'

/** Marks the notifications read, all of them without ids, and everything on the screen that counts them. */
export function useMarkRead(): (ids?: string[]) => Promise<void> {
  const client = useApolloClient()
  const { cache } = client
  const { showError } = useSnackbar()
  const [mark] = useMutation(MarkNotificationsReadDocument)
  return async (ids) => {
    try {
      const { data } = await mark({ variables: { ids: ids ?? null } })
      if (!data) return
      const { unread } = data.markNotificationsRead
      cache.modify({ id: cache.identify({ __typename: 'Viewer' }), fields: { unreadNotifications: () => unread } })
      const readAt = new Date().toISOString()
      if (!ids) await refetchActive(client, ['Notifications'])
      for (const id of ids ?? []) {
        cache.modify({ id: cache.identify({ __typename: 'Notification', id }), fields: { readAt: () => readAt } })
      }
    } catch (error) {
      showError(error)
    }
  }
}
