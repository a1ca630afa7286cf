/**
 * `prisma migrate` without its native binary: the same engine, compiled to WebAssembly, over node-postgres.
 * The history it keeps (`_prisma_migrations`) is the one that `prisma migrate deploy` reads and writes.
 */
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { MigrationDirectory, MigrationList } from '@prisma/schema-engine-wasm'
import type { EngineResult, EngineTask } from './schema-engine.ts'

const repository = join(import.meta.dirname, '../../../..')
const schemaDir = join(repository, 'prisma/schema')
const migrationsDir = join(repository, 'prisma/migrations')
const lockfile = { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' }

/**
 * Applies the migrations that the database lacks, in order; concurrent calls wait for each other.
 *
 * @returns the names of the migrations just applied.
 * @throws when a migration fails; its name and the server's message are in the error's message.
 */
export async function deploy(url: string): Promise<string[]> {
  const result = await runEngine({ kind: 'deploy', url, schemaDir, migrations: await readMigrations() })
  return 'applied' in result ? result.applied : []
}

/**
 * The SQL that would bring the live database to the Prisma schema, null when they already agree. What the schema
 * language cannot express (checks, triggers, expression and partial indexes, exclusion constraints) is left alone.
 */
export async function diff(url: string): Promise<string | null> {
  const result = await runEngine({ kind: 'diff', url, schemaDir })
  const script = 'script' in result ? result.script : ''
  const statements = script.replaceAll(/^\s*--.*$/gm, '').trim()
  return statements ? script : null
}

/**
 * Writes a new migration that brings a database with all present migrations to the Prisma schema. The file may then be
 * edited by hand as long as it has not been applied anywhere.
 *
 * @param url a scratch database with exactly the present migrations applied
 * @param name what the migration does, in snake_case; the time is put before it
 * @returns the path of the new file, null when there is nothing to migrate
 */
export async function createMigration(url: string, name: string, now: Date): Promise<string | null> {
  const sql = await diff(url)
  if (sql === null) return null
  const stamp = now.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)
  const folder = join(migrationsDir, `${stamp}_${name}`)
  await mkdir(folder, { recursive: true })
  await writeFile(join(migrationsDir, lockfile.path), lockfile.content)
  const file = join(folder, 'migration.sql')
  await writeFile(file, sql)
  return file
}

/** The migrations with their texts, in the order in which they apply. */
export async function readMigrations(): Promise<MigrationList> {
  // before the first migration there is no folder
  const entries = existsSync(migrationsDir) ? await readdir(migrationsDir, { withFileTypes: true }) : []
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const migrationDirectories = await Promise.all(
    names.sort().map(async (path): Promise<MigrationDirectory> => {
      const value = await readFile(join(migrationsDir, path, 'migration.sql'), 'utf8')
      return { path, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } }
    }),
  )
  return { baseDir: migrationsDir, lockfile, migrationDirectories, shadowDbInitScript: '' }
}

async function runEngine(task: EngineTask): Promise<EngineResult> {
  const { promise, resolve, reject } = Promise.withResolvers<EngineResult>()
  const worker = new Worker(join(import.meta.dirname, 'schema-engine.ts'), {
    workerData: task,
    // importing WebAssembly as a module is still announced as experimental
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  worker.once('message', resolve)
  worker.once('error', reject)
  worker.once('exit', (code) => reject(new Error(`The schema engine ended with code ${code} and no answer`)))
  try {
    return await promise
  } finally {
    await worker.terminate()
  }
}
