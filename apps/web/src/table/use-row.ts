import { useFragment } from '@apollo/client/react'
import { type ColumnFlags, documentsOf, type RowData, type TableSource } from './table-source.ts'

/** What is known of a row; follows every change of it that reaches the cache. */
export function useRow(source: TableSource, id: string, flags: ColumnFlags): Partial<RowData> {
  const { data } = useFragment({
    fragment: documentsOf(source).row,
    from: { __typename: source.typeName, id },
    variables: flags,
  })
  return data
}
