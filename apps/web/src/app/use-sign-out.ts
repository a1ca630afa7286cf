import { useApolloClient, useMutation } from '@apollo/client/react'
import { useNavigate } from 'react-router'
import { useSnackbar } from '../components/snackbar.ts'
import { dropSocket } from '../lib/apollo.ts'
import { SignOutDocument } from './documents.ts'

/** Ends the session on the server and forgets everything that was read in it. */
export function useSignOut(): () => Promise<void> {
  const client = useApolloClient()
  const navigate = useNavigate()
  const { showError } = useSnackbar()
  const [signOut] = useMutation(SignOutDocument)
  return async () => {
    try {
      await signOut()
    } catch (error) {
      showError(error)
      return
    }
    dropSocket()
    await navigate('/sign-in', { replace: true })
    await client.clearStore()
  }
}
