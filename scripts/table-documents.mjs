import { createHash } from 'node:crypto'
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  buildASTSchema,
  concatAST,
  getNamedType,
  isEnumType,
  isListType,
  isObjectType,
  parse,
  print,
  validate,
} from 'graphql'
import { changesDocument, listDocument } from '../apps/web/src/table/table-documents.ts'

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
 * @returns [{ source, documents }]: a TableSource and its documents, text by hash
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
  for (const field of Object.values(type.getFields())) {
    const rule = directive(field.astNode, 'field')
    const target = getNamedType(field.type)
    if (!rule || directive(field.astNode, 'many')) continue
    const targetEntity = isObjectType(target) ? directive(target.astNode, 'entity') : null
    if (isObjectType(target) && !targetEntity) continue
    const variable = `c_${rule.key}`
    if (!targetEntity) {
      columns[rule.key] = { field: field.name, variable, ...valueList(field, rule) }
      continue
    }
    const relation = `r_${rule.key}`
    columns[rule.key] = {
      field: field.name,
      variable: targetEntity.title ? variable : relation,
      relation,
      target: targetEntity.key,
      title: targetEntity.title ?? null,
    }
    for (const related of Object.values(target.getFields())) {
      const relatedRule = directive(related.astNode, 'field')
      if (!relatedRule || isObjectType(getNamedType(related.type)) || isListType(related.type)) continue
      columns[`${rule.key}.${relatedRule.key}`] = {
        field: `${field.name}.${related.name}`,
        variable: relatedRule.key === targetEntity.title ? variable : `${variable}__${relatedRule.key}`,
        relation,
        target: targetEntity.key,
        ...valueList(related, relatedRule),
      }
    }
  }

  const source = { entity: entity.key, typeName: type.name, listField, title: entity.title ?? null, columns }
  const isLive = schema.getSubscriptionType()?.getFields()[`${entity.key}Changed`] !== undefined
  const texts = [listDocument, ...(isLive ? [changesDocument] : [])].map((make) => print(make(source)))
  for (const text of texts) {
    const errors = validate(schema, parse(text))
    if (errors.length > 0)
      throw new Error(`Table document of ${type.name}: ${errors.map((error) => error.message).join('; ')}`)
  }
  const [list, live = null] = texts.map(hash)
  return { source: { ...source, list, live }, documents: Object.fromEntries(texts.map((text) => [hash(text), text])) }
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
  for (const { source } of sources) {
    const module =
      '// written by scripts/table-documents.mjs\n' +
      "import type { TableSource } from '../table-source.ts'\n\n" +
      `export const ${source.entity}: TableSource = ${JSON.stringify(source, null, 1)}\n`
    writeFileSync(join(folder, `${source.entity}.ts`), module)
  }
  const loaders = sources.map(
    ({ source: { entity } }) => `  ${entity}: async () => (await import('./${entity}.ts')).${entity},\n`,
  )
  writeFileSync(
    join(folder, 'sources.ts'),
    '// written by scripts/table-documents.mjs\n' +
      "import type { TableSource } from '../table-source.ts'\n\n" +
      '/** Every entity that has a list, loaded when its page is opened. */\n' +
      `export const tableSources = {\n${loaders.join('')}} satisfies Record<string, () => Promise<TableSource>>\n`,
  )
  const persistedFile = join(root, 'apps/web/src/gql/persisted-documents.json')
  const persisted = JSON.parse(readFileSync(persistedFile, 'utf8'))
  for (const { documents } of sources) Object.assign(persisted, documents)
  writeFileSync(persistedFile, JSON.stringify(persisted, null, 2))
}

if (import.meta.main) main()
