import { Kind, visit } from 'graphql'

const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

/**
 * Document transform of the code generator: asks for `__typename` below every field, exactly as Apollo Client does at
 * run time. The browser sends only a document's hash, so what the server keeps must be what the cache expects.
 */
export function transform({ documents }) {
  return documents.map((source) => ({
    ...source,
    document: source.document && visit(source.document, { SelectionSet }),
  }))
}

function SelectionSet(node, _key, parent) {
  if (parent?.kind === Kind.OPERATION_DEFINITION) return undefined
  if (node.selections.some((selection) => selection.kind === Kind.FIELD && selection.name.value === '__typename')) {
    return undefined
  }
  return { ...node, selections: [...node.selections, typename] }
}
