import { useApolloClient, useMutation } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useConfirm } from '../../components/confirm.ts'
import { useSnackbar } from '../../components/snackbar.ts'
import { isFailure } from '../../lib/errors.ts'
import { DeleteRoleDocument, RoleHoldersDocument, RoleSummariesDocument } from './documents.ts'
import { forgetDraft } from './role-draft.ts'

type Doomed = { id: string; name: string; employeeCount: number }

/** Deletes a role that nobody has; otherwise says who has it. Resolves to whether it is deleted. */
export function useDeleteRole(): (role: Doomed) => Promise<boolean> {
  const { t } = useTranslation('roles')
  const client = useApolloClient()
  const navigate = useNavigate()
  const confirm = useConfirm()
  const { show, showError } = useSnackbar()
  const [remove] = useMutation(DeleteRoleDocument, { refetchQueries: [RoleSummariesDocument] })

  /** Names of some who have the role, as far as the viewer may know them. */
  const holders = async (id: string): Promise<string> => {
    const filter = { field: 'role', operator: 'EQUALS' as const, values: [id] }
    const { data } = await client.query({
      query: RoleHoldersDocument,
      variables: { filter },
      fetchPolicy: 'network-only',
      errorPolicy: 'all',
    })
    return (data?.employees?.nodes ?? []).flatMap(({ name }) => (name ? [name] : [])).join(', ')
  }

  const sayWhoHasIt = async (role: Doomed) => {
    const names = await holders(role.id).catch(() => '')
    const isGoing = await confirm({
      title: t('deletion.heldTitle', { name: role.name }),
      text: [names && t('deletion.heldBy', { names }), t('deletion.heldText')].filter(Boolean).join(' '),
      confirmLabel: t('deletion.toStaff'),
    })
    if (isGoing) await navigate('/staff')
  }

  return async (role) => {
    if (role.employeeCount > 0) {
      await sayWhoHasIt(role)
      return false
    }
    const isAgreed = await confirm({
      title: t('deletion.title', { name: role.name }),
      text: t('deletion.text'),
      confirmLabel: t('deletion.confirm'),
      isDangerous: true,
    })
    if (!isAgreed) return false
    try {
      await remove({ variables: { id: role.id } })
    } catch (error) {
      // Somebody was given the role, or somebody deactivated has it.
      if (isFailure(error, 'CONFLICT')) await sayWhoHasIt(role)
      else showError(error)
      return false
    }
    forgetDraft(role.id)
    show({ text: t('deletion.done', { name: role.name }) })
    return true
  }
}
