import pg from 'pg'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../test/database.ts'
import { deploy, diff, readMigrations } from './migrate.ts'

test('the migrations lead exactly to the Prisma schema, and applying them again changes nothing', async () => {
  await using database = await createTestDatabase()
  expect(await diff(database.url)).toBeNull()
  expect(await deploy(database.url)).toEqual([])
})

test('the history is the one that `prisma migrate` keeps: every migration by name, finished', async () => {
  await using database = await createTestDatabase()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const { rows } = await client.query<{ migration_name: string; finished: boolean }>(
    'select migration_name, finished_at is not null as finished from _prisma_migrations order by migration_name',
  )
  await client.end()
  const { migrationDirectories } = await readMigrations()
  expect(rows).toEqual(migrationDirectories.map(({ path }) => ({ migration_name: path, finished: true })))
})

test('two processes that migrate one empty database at once apply every migration once', async () => {
  await using database = await createTestDatabase()
  const empty = new pg.Client({ connectionString: database.url })
  await empty.connect()
  await empty.query('drop schema public cascade')
  await empty.query('create schema public')
  await empty.end()
  const applied = await Promise.all([deploy(database.url), deploy(database.url)])
  const { migrationDirectories } = await readMigrations()
  expect(applied.flat().sort()).toEqual(migrationDirectories.map(({ path }) => path))
})
