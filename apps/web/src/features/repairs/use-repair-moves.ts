import { useMutation, useQuery } from '@apollo/client/react'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { TransitionInput } from '../../components/record/transition-input.ts'
import type { TransitionOption } from '../../components/record/transition-option.ts'
import { useSnackbar } from '../../components/snackbar.ts'
import { graphql } from '../../gql/index.ts'
import { isFailure } from '../../lib/errors.ts'

const RepairMoves = graphql(`
  query RepairMoves($id: ID!) {
    repairTransitions(id: $id) {
      ...Transition_TransitionOption
    }
  }
`)

const TransitionRepair = graphql(`
  mutation TransitionRepair($id: ID!, $transition: String!, $input: RepairTransitionInput) {
    transitionRepair(id: $id, transition: $transition, input: $input) {
      repair {
        ...RepairCard_Repair
      }
    }
  }
`)

export interface RepairMoves {
  options: readonly TransitionOption[]
  refetch: () => Promise<void>
  /** Resolves to whether the move was made; the person has been told in either case. */
  run: (name: string, input: TransitionInput) => Promise<boolean>
}

/** Moves that the viewer may make with the repair; none before it has been read. */
export function useRepairMoves(id: string | null): RepairMoves {
  const { t } = useTranslation(['repairs', 'values'])
  const snackbar = useSnackbar()
  const { data, refetch: ask } = useQuery(RepairMoves, { variables: { id: id ?? '' }, skip: id === null })
  const [transitionRepair] = useMutation(TransitionRepair)

  const refetch = useCallback(async () => {
    // The moves follow the record; a failed look-up leaves the old ones, which the server checks anyway.
    await ask().catch(() => undefined)
  }, [ask])

  const run = useCallback(
    async (name: string, input: TransitionInput) => {
      if (id === null) return false
      try {
        const { data: done } = await transitionRepair({ variables: { id, transition: name, input } })
        const status = done?.transitionRepair.repair?.status
        snackbar.show({ text: status ? t('moved', { status: t(`values:repairStatus.${status}`) }) : t('done') })
        await refetch()
        return true
      } catch (error) {
        snackbar.showError(error)
        if (isFailure(error, 'GUARDS_UNMET') || isFailure(error, 'CONFLICT')) await refetch()
        return false
      }
    },
    [id, transitionRepair, snackbar, t, refetch],
  )

  return { options: data?.repairTransitions ?? [], refetch, run }
}
