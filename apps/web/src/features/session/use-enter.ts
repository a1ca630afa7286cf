import { useApolloClient } from '@apollo/client/react'
import { useNavigate } from 'react-router'
import { dropSocket } from '../../lib/apollo.ts'

/** Goes into the app once the session is whole. */
export function useEnter(): (path: string) => Promise<void> {
  const client = useApolloClient()
  const navigate = useNavigate()
  return async (path) => {
    // Nothing of whoever was here before may be seen, and the socket must carry the new session.
    dropSocket()
    await client.clearStore()
    await navigate(path, { replace: true })
  }
}
