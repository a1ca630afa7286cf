import { useApolloClient } from '@apollo/client/react'
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { useCallback, useState } from 'react'
import { useSnackbar } from '../../components/snackbar.ts'
import { useStaffRefusal } from './use-staff-refusal.ts'

/** Runs changes of the card one at a time and says how they went; resolves to whether it was done. */
export function useEmployeeChange() {
  const client = useApolloClient()
  const { show } = useSnackbar()
  const { showRefusal } = useStaffRefusal()
  const [isRunning, setIsRunning] = useState(false)
  const run = useCallback(
    async <Variables extends Record<string, unknown>>(
      mutation: TypedDocumentNode<unknown, Variables>,
      variables: NoInfer<Variables>,
      done?: string,
    ): Promise<boolean> => {
      setIsRunning(true)
      try {
        // the library asks for variables of a known shape; ours are checked where this is called
        await client.mutate({ mutation, variables, refetchQueries: ['EmployeeHistory'] } as Parameters<
          typeof client.mutate
        >[0])
      } catch (error) {
        showRefusal(error)
        return false
      } finally {
        setIsRunning(false)
      }
      if (done) show({ text: done })
      return true
    },
    [client, show, showRefusal],
  )
  return { run, isRunning }
}
