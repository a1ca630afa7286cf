import type { TypedDocumentNode } from '@apollo/client'
import { useFragment } from '@apollo/client/react'
import type { RowData, TableSource } from './table-source.ts'

export type RowFragment = TypedDocumentNode<RowData, Record<string, never>>

/** What is known of a row; follows every change of it that reaches the cache. */
export function useRow(source: TableSource, id: string, fragment: RowFragment): Partial<RowData> {
  const { data } = useFragment({ fragment, from: { __typename: source.typeName, id } })
  return data
}
