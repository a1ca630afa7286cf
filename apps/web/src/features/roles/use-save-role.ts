import { useApolloClient, useMutation } from '@apollo/client/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSnackbar } from '../../components/snackbar.ts'
import { errorText, failureOf } from '../../lib/errors.ts'
import { refetchActive } from '../../lib/refetch.ts'
import { RoleHistoryDocument, RoleSettingsDocument, UpdateRoleDocument } from './documents.ts'
import type { RoleDraft } from './role-draft.ts'
import { patchOf, type Role } from './rules.ts'

/** Somebody else has saved the role since it was loaded. */
export type RoleConflict = { role: Role; by: string | null; at: string | null }

export type RoleSaving = {
  isSaving: boolean
  /** Why the server has refused, in words. */
  problem: string | null
  conflict: RoleConflict | null
  save: () => Promise<void>
  /** Takes over what somebody else has saved and puts the own changes over it. */
  rebase: () => void
}

/** Reasons of a refusal that the settings themselves can be blamed for; they have a text of their own. */
const knownReasons = new Set([
  'LOCKS_OUT_SELF',
  'WALLED',
  'UNKNOWN',
  'INVALID_CIDR',
  'LAST_ADMINISTRATOR',
  'NAME_TAKEN',
])

export function useSaveRole(draft: RoleDraft): RoleSaving {
  const { t } = useTranslation('roles')
  const client = useApolloClient()
  const { show } = useSnackbar()
  const [update, { loading: isSaving }] = useMutation(UpdateRoleDocument)
  const [problem, setProblem] = useState<string | null>(null)
  const [conflict, setConflict] = useState<RoleConflict | null>(null)

  const findConflict = async () => {
    const variables = { id: draft.id }
    const [{ data }, history] = await Promise.all([
      client.query({ query: RoleSettingsDocument, variables, fetchPolicy: 'network-only' }),
      client.query({ query: RoleHistoryDocument, variables: { ...variables, first: 1 }, fetchPolicy: 'network-only' }),
    ])
    const last = history.data?.roleHistory.nodes[0]
    if (data?.roleSettings) setConflict({ role: data.roleSettings, by: last?.actorName ?? null, at: last?.at ?? null })
    else setProblem(t('gone'))
  }

  const save = async () => {
    const sent = draft.changes()
    setProblem(null)
    try {
      const { data } = await update({
        variables: { id: draft.id, version: draft.role().version, patch: patchOf(draft.saved(), sent) },
      })
      const saved = data?.updateRole.role
      if (!saved) return
      draft.accept(saved, sent)
      setConflict(null)
      show({ text: t('bar.saved') })
      void refetchActive(client, ['RoleHistory', 'Counters'])
    } catch (error) {
      const { code, details } = failureOf(error)
      if (code === 'CONFLICT') await findConflict().catch(() => setProblem(errorText(error)))
      else setProblem(refusalText(details, error))
    }
  }

  const refusalText = (details: Readonly<Record<string, unknown>>, error: unknown): string => {
    const reason = [details.reason, details.problem].find((each) => knownReasons.has(String(each)))
    return reason === undefined ? errorText(error) : t(`refused.${reason}`)
  }

  const rebase = () => {
    if (!conflict) return
    draft.rebase(conflict.role)
    setConflict(null)
  }

  return { isSaving, problem, conflict, save, rebase }
}
