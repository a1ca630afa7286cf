import { createHash } from 'node:crypto'
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildASTSchema, concatAST, getNamedType, isEnumType, isListType, isObjectType, parse, validate } from 'graphql'

// The documents of the one table, read off the GraphQL schema: a new entity's list costs a catalog entry there and a
// route, no table code. Every column sits behind a variable of its own, so that a list asks for the columns it shows
// and the server still knows every document by its hash.

const root = join(fileURLToPath(import.meta.url), '../..')

/** The SDL of the API as one syntax tree. */
export function readSchema() {
  const files = globSync('apps/api/src/**/*.graphql', { cwd: root }).sort()
  return concatAST(files.map((file) => parse(readFileSync(join(root, file), 'utf8'))))
}

/** Arguments of a directive as plain values; null when the node does not carry it. */
function directive(node, name) {
  const found = node?.directives?.find((each) => each.name.value === name)
  if (!found) return null
  return Object.fromEntries(found.arguments.map((argument) => [argument.name.value, argument.value.value ?? null]))
}

const camel = (name) => name[0].toLowerCase() + name.slice(1)
const hash = (text) => `sha256:${createHash('sha256').update(text).digest('hex')}`

/**
 * One source per list field of the query root whose page holds records of a catalog entity.
 * Columns: every scalar and enumeration of the entity, every relation to one record, every scalar of that record.
 * @param ast the SDL
 * @returns [{ entity, typeName, listField, title, columns, row, list, live }]; `list` and `live` are { text, hash } without
 * the fragment `row`, the hash is over both; live is null when no subscription tells of the entity.
 */
export function tableSources(ast) {
  const schema = buildASTSchema(ast)
  const sources = []
  for (const field of Object.values(schema.getQueryType().getFields())) {
    const page = getNamedType(field.type)
    const nodes = isObjectType(page) && page.getFields().nodes
    const type = nodes && page.getFields().endCursor && getNamedType(nodes.type)
    const entity = type && directive(type.astNode, 'entity')
    if (!entity) continue
    sources.push(tableSource(schema, field.name, type, entity))
  }
  return sources
}

function tableSource(schema, listField, type, entity) {
  const columns = {}
  const lines = []
  const variables = []
  for (const field of Object.values(type.getFields())) {
    const rule = directive(field.astNode, 'field')
    const target = getNamedType(field.type)
    if (!rule || directive(field.astNode, 'many')) continue
    const targetEntity = isObjectType(target) ? directive(target.astNode, 'entity') : null
    if (isObjectType(target) && !targetEntity) continue
    const variable = `c_${rule.key}`
    if (!targetEntity) {
      columns[rule.key] = { field: field.name, variable, ...valueList(field, rule) }
      variables.push(variable)
      lines.push(`${field.name} @include(if: $${variable})`)
      continue
    }
    const relation = `r_${rule.key}`
    variables.push(relation)
    const inner = []
    columns[rule.key] = {
      field: field.name,
      variable,
      relation,
      target: targetEntity.key,
      title: targetEntity.title ?? null,
    }
    for (const related of Object.values(target.getFields())) {
      const relatedRule = directive(related.astNode, 'field')
      if (!relatedRule || isObjectType(getNamedType(related.type)) || isListType(related.type)) continue
      const relatedVariable = `${variable}__${relatedRule.key}`
      const isTitle = relatedRule.key === targetEntity.title
      columns[`${rule.key}.${relatedRule.key}`] = {
        field: `${field.name}.${related.name}`,
        variable: isTitle ? variable : relatedVariable,
        relation,
        target: targetEntity.key,
        ...valueList(related, relatedRule),
      }
      if (!isTitle) variables.push(relatedVariable)
      inner.push(`${related.name} @include(if: $${isTitle ? variable : relatedVariable})`)
    }
    if (targetEntity.title) variables.push(variable)
    else columns[rule.key].variable = relation
    lines.push(`${field.name} @include(if: $${relation}) { __typename id ${inner.join(' ')} }`)
  }

  const name = type.name
  const declared = variables.map((variable) => `$${variable}: Boolean = false`).join(', ')
  const row = `fragment ${name}Row on ${name} { __typename id ${lines.join(' ')} }`
  const list =
    `query ${name}Table($filter: FilterInput, $sort: [SortInput!], $search: String, $first: Int, $after: String, ${declared}) ` +
    `{ ${listField}(filter: $filter, sort: $sort, search: $search, first: $first, after: $after) ` +
    `{ __typename nodes { ...${name}Row __typename } endCursor } }`
  const change = schema.getSubscriptionType()?.getFields()[`${entity.key}Changed`]
  const live = change
    ? `subscription ${name}TableChanges(${declared}) { ${change.name} ` +
      `{ __typename id isGone changed ${entity.key} { ...${name}Row __typename } } }`
    : null
  const document = (text) => {
    const whole = `${text} ${row}`
    const errors = validate(schema, parse(whole))
    if (errors.length > 0)
      throw new Error(`Table document of ${name}: ${errors.map((error) => error.message).join('; ')}`)
    return { text, hash: hash(whole) }
  }
  return {
    entity: entity.key,
    typeName: name,
    listField,
    title: entity.title ?? null,
    columns,
    row,
    list: document(list),
    live: live ? document(live) : null,
  }
}

/** Name of the list of known values, which is also the key of their labels: repairStatus, clientKind. */
function valueList(field, rule) {
  const type = getNamedType(field.type)
  const values = rule.values ?? (isEnumType(type) ? camel(type.name) : null)
  return values ? { values } : {}
}

/** Writes the sources as modules and adds their documents to those the server knows by hash. */
function main() {
  const sources = tableSources(readSchema())
  const folder = join(root, 'apps/web/src/table/generated')
  mkdirSync(folder, { recursive: true })
  for (const source of sources) {
    const module =
      '// written by scripts/table-documents.mjs\n' +
      "import type { TableSource } from '../table-source.ts'\n\n" +
      `export const ${source.entity}: TableSource = ${JSON.stringify(source, null, 1)}\n`
    writeFileSync(join(folder, `${source.entity}.ts`), module)
  }
  const loaders = sources.map(({ entity }) => `  ${entity}: async () => (await import('./${entity}.ts')).${entity},\n`)
  writeFileSync(
    join(folder, 'sources.ts'),
    '// written by scripts/table-documents.mjs\n' +
      "import type { TableSource } from '../table-source.ts'\n\n" +
      '/** Every entity that has a list, loaded when its page is opened. */\n' +
      `export const tableSources = {\n${loaders.join('')}} satisfies Record<string, () => Promise<TableSource>>\n`,
  )
  const persistedFile = join(root, 'apps/web/src/gql/persisted-documents.json')
  const persisted = JSON.parse(readFileSync(persistedFile, 'utf8'))
  for (const source of sources) {
    for (const document of [source.list, source.live]) {
      if (document) persisted[document.hash] = `${document.text} ${source.row}`
    }
  }
  writeFileSync(persistedFile, JSON.stringify(persisted, null, 2))
}

if (import.meta.main) main()
