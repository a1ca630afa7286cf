import type { Transition_TransitionOptionFragment } from '../../gql/graphql.ts'
import { graphql } from '../../gql/index.ts'

export const TransitionOptionFragment = graphql(`
  fragment Transition_TransitionOption on TransitionOption {
    name
    to
    isPrimary
    isDangerous
    inputs {
      name
      isRequired
    }
    unmet {
      code
      key
    }
  }
`)

export type TransitionOption = Transition_TransitionOptionFragment
export type UnmetGuard = TransitionOption['unmet'][number]

/** Whether the move cannot be made by the click alone. */
export function needsInput(option: TransitionOption): boolean {
  return option.isDangerous || option.inputs.some((input) => input.isRequired)
}

export function isInputRequired(option: TransitionOption, name: string): boolean {
  return option.inputs.some((input) => input.name === name && input.isRequired)
}
