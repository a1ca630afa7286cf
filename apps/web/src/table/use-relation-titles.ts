import { useApolloClient } from '@apollo/client/react'
import { useEffect, useState } from 'react'
import { columnFlags, documentsOf, type TableSource, valueAt } from './table-source.ts'

const known = new Map<string, string>()

/** Remembers the name of a record that was picked. */
export function rememberTitle(id: string, title: string): void {
  known.set(id, title)
}

/**
 * Names of the related records with the ids, by id. Those not seen yet are read from a row of the list that has the
 * record; an id that no visible row has stays without a name.
 */
export function useRelationTitles(
  source: TableSource,
  field: string,
  ids: readonly string[],
): ReadonlyMap<string, string> {
  const client = useApolloClient()
  const [, setVersion] = useState(0)
  const missing = ids.filter((id) => !known.has(id)).join()

  useEffect(() => {
    const column = source.columns[field]
    if (!missing || !column?.title) return
    let isHere = true
    const path = `${column.field}.${column.title}`
    const ask = async (id: string) => {
      const { data } = await client.query({
        query: documentsOf(source).list,
        variables: {
          ...columnFlags(source, [field]),
          filter: { field, operator: 'EQUALS', values: [id] },
          first: 1,
        },
      })
      const title = valueAt(data?.[source.listField]?.nodes[0], path)
      if (typeof title === 'string') known.set(id, title)
    }
    // Without the name the chip shows a dash, which is no reason to bother anybody.
    void Promise.allSettled(missing.split(',').map(ask)).then(() => isHere && setVersion((version) => version + 1))
    return () => {
      isHere = false
    }
  }, [client, source, field, missing])

  return known
}
