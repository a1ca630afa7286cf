import { useMutation, useQuery } from '@apollo/client/react'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { type LinkAnswers, sendConfirmed, useLinkQuestions } from '../../components/links/link-questions.ts'
import type { TransitionOption } from '../../components/record/transition-option.ts'
import { useTransitionText } from '../../components/record/use-transition-text.ts'
import { useSnackbar } from '../../components/snackbar.ts'
import type { RequestMovesQuery, ServiceRequestTransitionInput } from '../../gql/graphql.ts'
import { graphql } from '../../gql/index.ts'
import { isFailure } from '../../lib/errors.ts'

const RequestMoves = graphql(`
  query RequestMoves($id: ID!) {
    serviceRequestTransitions(id: $id) {
      ...Transition_TransitionOption
    }
    possibleDuplicates(serviceRequestId: $id) {
      ...RecordHistory_Repair
    }
  }
`)

const TransitionServiceRequest = graphql(`
  mutation TransitionServiceRequest($id: ID!, $transition: String!, $input: ServiceRequestTransitionInput) {
    transitionServiceRequest(id: $id, transition: $transition, input: $input) {
      serviceRequest {
        ...RequestCard_ServiceRequest
      }
      repair {
        id
        number
      }
    }
  }
`)

export interface RequestMoves {
  options: readonly TransitionOption[]
  /** Open repairs of the same serial number. */
  duplicates: RequestMovesQuery['possibleDuplicates']
  refetch: () => Promise<void>
  /** Resolves to whether the move was made; the person has been told in either case. */
  run: (name: string, input: ServiceRequestTransitionInput) => Promise<boolean>
  /** The same without telling: rejects with the server's refusal. */
  make: (name: string, input: ServiceRequestTransitionInput) => Promise<void>
}

/** Moves that the viewer may make with the request, and what it may repeat; none before it has been read. */
export function useRequestMoves(id: string | null): RequestMoves {
  const { t } = useTranslation(['requests', 'values'])
  const snackbar = useSnackbar()
  const navigate = useNavigate()
  const askLinks = useLinkQuestions()
  const { transitionName } = useTransitionText()
  const { data, refetch: ask } = useQuery(RequestMoves, { variables: { id: id ?? '' }, skip: id === null })
  const [transition] = useMutation(TransitionServiceRequest)

  const refetch = useCallback(async () => {
    // The moves follow the record; a failed look-up leaves the old ones, which the server checks anyway.
    await ask().catch(() => undefined)
  }, [ask])

  const make = useCallback(
    async (name: string, input: ServiceRequestTransitionInput) => {
      if (id === null) return
      const send = (answers: LinkAnswers) =>
        transition({
          variables: { id, transition: name, input: answers.length ? { ...input, answers: [...answers] } : input },
        })
      const { data: done } = await sendConfirmed(send, askLinks, transitionName('serviceRequest', name))
      const { serviceRequest, repair } = done?.transitionServiceRequest ?? {}
      if (repair?.number) {
        snackbar.show({ text: t('becameRepair', { number: repair.number }) })
        await navigate(`/repairs/${encodeURIComponent(repair.number)}`)
        return
      }
      const status = serviceRequest?.status
      snackbar.show({ text: status ? t('moved', { status: t(`values:requestStatus.${status}`) }) : t('done') })
      await refetch()
    },
    [id, transition, askLinks, transitionName, snackbar, navigate, t, refetch],
  )

  const run = useCallback(
    async (name: string, input: ServiceRequestTransitionInput) => {
      try {
        await make(name, input)
        return true
      } catch (error) {
        snackbar.showError(error)
        if (isFailure(error, 'GUARDS_UNMET') || isFailure(error, 'CONFLICT')) await refetch()
        return false
      }
    },
    [make, snackbar, refetch],
  )

  return {
    options: data?.serviceRequestTransitions ?? [],
    duplicates: data?.possibleDuplicates ?? [],
    refetch,
    run,
    make,
  }
}
