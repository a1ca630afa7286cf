/** Values that can be sent along with a move of either workflow. */
export interface TransitionInput {
  visitAt?: string
  serviceCenterId?: string
  comment?: string
  /** Catalog keys of what is missing. */
  fields?: string[]
}
