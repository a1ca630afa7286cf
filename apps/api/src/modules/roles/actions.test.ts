import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { allActions, repairTransitions, requestTransitions } from '@naryad/domain'
import { expect, test } from 'vitest'
import { readCatalog } from '../../gate/catalog.ts'
import { defaultRoles } from './default-roles.ts'

const api = join(import.meta.dirname, '../..')
const web = join(api, '../../web/src')
const read = (directory: string, pattern: string) =>
  globSync(pattern, { cwd: directory }).map((file) => ({ file, text: readFileSync(join(directory, file), 'utf8') }))
const typeDefs = read(api, '**/*.graphql').map(({ text }) => text)
const catalog = readCatalog(makeExecutableSchema({ typeDefs }))

test('every action that the schema asks for can be given', () => {
  const asked = [...catalog.rootRules.values()].flatMap((rule) => (rule.kind === 'action' ? [rule.action] : []))
  expect(asked.filter((action) => !allActions.includes(action))).toEqual([])
})

test('every action that can be given is asked for somewhere', () => {
  const asked = new Set([
    ...[...catalog.rootRules.values()].flatMap((rule) => (rule.kind === 'action' ? [rule.action] : [])),
    ...[...Object.values(repairTransitions), ...Object.values(requestTransitions)].map(({ permission }) => permission),
  ])
  const sources = [...read(api, '**/*.ts'), ...read(web, 'app/*.ts')]
    .filter(({ file }) => !file.endsWith('.test.ts') && !file.startsWith('modules/roles/'))
    .map(({ text }) => text)
  const isAsked = (action: string) => asked.has(action) || sources.some((text) => text.includes(`'${action}'`))
  expect(allActions.filter((action) => !isAsked(action))).toEqual([])
})

test('no action is listed twice, and the default roles take only listed ones', () => {
  expect(new Set(allActions).size).toBe(allActions.length)
  const given = Object.values(defaultRoles).flatMap(({ actions }) => actions)
  expect(given.filter((action) => !allActions.includes(action))).toEqual([])
})
