import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type NameNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
  type TypeNode,
  type VariableDefinitionNode,
  type VariableNode,
} from 'graphql'

// The documents of the one table, put together out of its columns. As syntax trees: a parser for a handful of documents
// would weigh more than the page that needs them.

/** Of a source as much as its documents are made of. */
export type DocumentSource = {
  entity: string
  typeName: string
  listField: string
  columns: Readonly<Record<string, { field: string; variable: string; relation?: string }>>
}

/** A page of the list, every column behind its variable. */
export function listDocument(source: DocumentSource): DocumentNode {
  const row = rowName(source)
  return documentOf(source, OperationTypeNode.QUERY, `${source.typeName}Table`, listVariables, [
    fieldNode(source.listField, {
      variables: Object.keys(listVariables),
      inner: [typename, fieldNode('nodes', { inner: [spread(row), typename] }), fieldNode('endCursor')],
    }),
  ])
}

/** Changes of any of the entity's records, with the shown columns of each. */
export function changesDocument(source: DocumentSource): DocumentNode {
  const { entity } = source
  return documentOf(source, OperationTypeNode.SUBSCRIPTION, `${source.typeName}TableChanges`, {}, [
    fieldNode(`${entity}Changed`, {
      inner: [
        typename,
        ...['id', 'isGone', 'changed'].map((name) => fieldNode(name)),
        fieldNode(entity, { inner: [spread(rowName(source)), typename] }),
      ],
    }),
  ])
}

/** A row as one fragment: own fields, and under each related record's field those of that record. */
export function fragmentDocument(
  { name, type }: { name: string; type: string },
  fields: ReadonlyMap<string, Iterable<string>>,
): DocumentNode {
  const selections = [...fields].map(([own, related]) => {
    const inner = [...related].map((each) => fieldNode(each))
    return fieldNode(own, inner.length > 0 ? { inner } : {})
  })
  return { kind: Kind.DOCUMENT, definitions: [fragment(name, type, [typename, fieldNode('id'), ...selections])] }
}

const rowName = ({ typeName }: DocumentSource) => `${typeName}Row`

const name = (value: string): NameNode => ({ kind: Kind.NAME, value })
const variable = (of: string): VariableNode => ({ kind: Kind.VARIABLE, name: name(of) })
const named = (type: string): TypeNode => ({ kind: Kind.NAMED_TYPE, name: name(type) })

const listVariables: Readonly<Record<string, TypeNode>> = {
  filter: named('FilterInput'),
  sort: {
    kind: Kind.LIST_TYPE,
    type: { kind: Kind.NON_NULL_TYPE, type: { kind: Kind.NAMED_TYPE, name: name('SortInput') } },
  },
  search: named('String'),
  first: named('Int'),
  after: named('String'),
}

function selectionSet(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections }
}

type Shape = {
  inner?: readonly SelectionNode[]
  /** Passed on under their own names. */
  variables?: readonly string[]
  /** Asked for when the variable says so. */
  isIf?: string
}

function fieldNode(of: string, { inner, variables, isIf }: Shape = {}): FieldNode {
  return {
    kind: Kind.FIELD,
    name: name(of),
    ...(variables && {
      arguments: variables.map((each) => ({ kind: Kind.ARGUMENT, name: name(each), value: variable(each) })),
    }),
    ...(isIf && { directives: [include(isIf)] }),
    ...(inner && { selectionSet: selectionSet(inner) }),
  }
}

function include(condition: string): DirectiveNode {
  const when = { kind: Kind.ARGUMENT, name: name('if'), value: variable(condition) } as const
  return { kind: Kind.DIRECTIVE, name: name('include'), arguments: [when] }
}

const typename = fieldNode('__typename')

const spread = (of: string): SelectionNode => ({ kind: Kind.FRAGMENT_SPREAD, name: name(of) })

function fragment(of: string, type: string, selections: readonly SelectionNode[]): FragmentDefinitionNode {
  return {
    kind: Kind.FRAGMENT_DEFINITION,
    name: name(of),
    typeCondition: { kind: Kind.NAMED_TYPE, name: name(type) },
    selectionSet: selectionSet(selections),
  }
}

/** An operation over rows, and the fragment of a row. Columns are not asked for unless their variable says so. */
function documentOf(
  source: DocumentSource,
  operation: OperationTypeNode,
  title: string,
  variables: Readonly<Record<string, TypeNode>>,
  selections: readonly SelectionNode[],
): DocumentNode {
  const flags = Object.values(source.columns).flatMap(({ relation, variable: own }) =>
    relation ? [relation, own] : [own],
  )
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        kind: Kind.OPERATION_DEFINITION,
        operation,
        name: name(title),
        variableDefinitions: [
          ...Object.entries(variables).map(([key, type]) => declaration(key, type)),
          ...[...new Set(flags)].map((flag) => ({
            ...declaration(flag, named('Boolean')),
            defaultValue: { kind: Kind.BOOLEAN, value: false } as const,
          })),
        ],
        selectionSet: selectionSet(selections),
      },
      fragment(rowName(source), source.typeName, [typename, fieldNode('id'), ...columnSelections(source)]),
    ],
  }
}

function declaration(of: string, type: TypeNode): VariableDefinitionNode {
  return { kind: Kind.VARIABLE_DEFINITION, variable: variable(of), type }
}

/** Every column, those of a related record inside its field. */
function columnSelections({ columns }: DocumentSource): SelectionNode[] {
  const byField = Map.groupBy(Object.values(columns), ({ field }) => field.split('.')[0] ?? field)
  return [...byField].map(([own, members]) => {
    const relation = members.find((column) => column.relation)?.relation
    if (!relation) return fieldNode(own, { isIf: members[0]?.variable ?? '' })
    const related = members.flatMap(({ field, variable: condition }) => {
      const inner = field.split('.')[1]
      return inner ? [fieldNode(inner, { isIf: condition })] : []
    })
    return fieldNode(own, { isIf: relation, inner: [typename, fieldNode('id'), ...related] })
  })
}
