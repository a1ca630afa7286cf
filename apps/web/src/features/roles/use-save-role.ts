import { useApolloClient, useMutation } from '@apollo/client/react'
import i18next from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problemsOf } from '../../components/record/refusal.ts'
import { useSnackbar } from '../../components/snackbar.ts'
import { errorText, failureOf } from '../../lib/errors.ts'
import { refetchActive } from '../../lib/refetch.ts'
import { RoleHistoryDocument, RoleSettingsDocument, UpdateRoleDocument } from './documents.ts'
import { revealProblems } from './reveal-problems.ts'
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
      const problems = saved.problems.length
      if (problems === 0) show({ text: t('bar.saved') })
      else {
        show({
          text: t('bar.savedWith', { count: problems }),
          action: { label: t('bar.show'), run: revealProblems },
        })
      }
      void refetchActive(client, ['RoleHistory', 'Counters'])
    } catch (error) {
      const { code, details } = failureOf(error)
      if (code === 'CONFLICT') await findConflict().catch(() => setProblem(errorText(error)))
      else setProblem(refusalText(details, error))
    }
  }

  /** Every problem that the server names, else what the refusal is in general. */
  const refusalText = (details: Readonly<Record<string, unknown>>, error: unknown): string => {
    const named = [...problemsOf(details).values(), details.reason].map((code) => `roles:refused.${code}`)
    const texts = new Set(named.filter((key) => i18next.exists(key)).map((key) => t(key)))
    return texts.size > 0 ? [...texts].join(' ') : errorText(error)
  }

  const rebase = () => {
    if (!conflict) return
    draft.rebase(conflict.role)
    setConflict(null)
  }

  return { isSaving, problem, conflict, save, rebase }
}
