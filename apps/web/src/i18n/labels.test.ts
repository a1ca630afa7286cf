import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  auditKinds,
  repairStatusNames,
  repairTransitionNames,
  requestStatusNames,
  requestTransitionNames,
} from '@naryad/domain'
import { type ConstDirectiveNode, Kind, type ObjectTypeDefinitionNode } from 'graphql'
import { describe, expect, test } from 'vitest'
// biome-ignore lint/correctness/useImportExtensions: the generator is a plain script with a declaration beside it
import { readSchema } from '../../../../scripts/table-documents.mjs'

type Texts = { [key: string]: string | Texts }

function texts(locale: string, namespace: string): Texts {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'locales', locale, `${namespace}.json`), 'utf8'))
}

function at(tree: Texts, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Texts | undefined)?.[key], tree)
}

function argument(
  directives: readonly ConstDirectiveNode[] | undefined,
  name: string,
  key: string,
): string | undefined {
  const directive = directives?.find((each) => each.name.value === name)
  const value = directive?.arguments?.find((each) => each.name.value === key)?.value
  return value?.kind === Kind.STRING ? value.value : undefined
}

const schema = readSchema()
const types = schema.definitions.filter(
  (definition): definition is ObjectTypeDefinitionNode => definition.kind === Kind.OBJECT_TYPE_DEFINITION,
)

const fields = types.flatMap((type) => {
  const entity = argument(type.directives, 'entity', 'key')
  if (!entity) return []
  return (type.fields ?? []).flatMap((field) => {
    const key = argument(field.directives, 'field', 'key')
    return key ? [{ entity, key, group: argument(field.directives, 'field', 'group') }] : []
  })
})

const enums = schema.definitions
  .filter((definition) => definition.kind === Kind.ENUM_TYPE_DEFINITION)
  .filter(({ directives }) => argument(directives, 'open', 'reason') === 'values of a field that has a rule')
  .map(({ name, values }) => ({ list: name.value[0]?.toLowerCase() + name.value.slice(1), values: values ?? [] }))

describe.each(['ru', 'en'])('in %s', (locale) => {
  test('every field of the catalog, its entity and its group have a name', () => {
    const names = texts(locale, 'fields')
    const values = texts(locale, 'values')
    expect(fields.length).toBeGreaterThan(100)
    const missing = fields.flatMap(({ entity, key, group }) => [
      ...(at(names, `${entity}.${key}`) ? [] : [`fields:${entity}.${key}`]),
      ...(at(values, `entity.${entity}`) && at(values, `entities.${entity}`) ? [] : [`values:entity.${entity}`]),
      ...(!group || at(values, `group.${group}`) ? [] : [`values:group.${group}`]),
    ])
    expect([...new Set(missing)]).toEqual([])
  })

  test('every value of an enumeration, every status and every transition has a name', () => {
    const values = texts(locale, 'values')
    const wanted = [
      ...enums.flatMap(({ list, values: known }) => known.map(({ name }) => `${list}.${name.value}`)),
      ...repairStatusNames.map((name) => `repairStatus.${name}`),
      ...requestStatusNames.map((name) => `requestStatus.${name}`),
      ...auditKinds.map((name) => `auditKind.${name}`),
      ...repairTransitionNames.map((name) => `transition.repair.${name}`),
      ...requestTransitionNames.map((name) => `transition.serviceRequest.${name}`),
    ]
    expect(wanted.filter((path) => typeof at(values, path) !== 'string')).toEqual([])
  })
})
