/**
 * `prisma migrate` without its native binary: the same engine, compiled to WebAssembly, over node-postgres.
 * The history it keeps (`_prisma_migrations`) is the one that `prisma migrate deploy` reads and writes.
 */
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import { type DiffTarget, type MigrationDirectory, type MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'

const repository = join(import.meta.dirname, '../../../..')
const schemaDir = join(repository, 'prisma/schema')
/** Where the migrations live, one folder each, applied in the order of their names. */
export const migrationsDir = join(repository, 'prisma/migrations')

const filters = { externalTables: [], externalEnums: [] }
const lockfile = { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' }
/** PostgreSQL's `"char"`, one byte, found only in the system catalogs. */
const CHAR_OID = 18
const CHAR_ARRAY_OID = 1002

/**
 * Applies the migrations that the database lacks, in order; concurrent calls wait for each other.
 *
 * @returns the names of the migrations just applied.
 * @throws when a migration fails; the statement and the server's message are in the error's message.
 */
export async function deploy(url: string): Promise<string[]> {
  const migrationsList = await readMigrations()
  const { appliedMigrationNames } = await withEngine(url, (engine) =>
    engine.applyMigrations({ migrationsList, filters }),
  )
  return appliedMigrationNames
}

/**
 * The SQL that would bring the live database to the Prisma schema, null when they already agree. What the schema
 * language cannot express (checks, triggers, expression and partial indexes, exclusion constraints) is left alone.
 */
export async function diff(url: string): Promise<string | null> {
  const files = await readSchema()
  const live: DiffTarget = { tag: 'schemaDatasource', files, configDir: repository }
  const wanted: DiffTarget = { tag: 'schemaDatamodel', files }
  const { stdout } = await withEngine(url, (engine) =>
    engine.diff({ from: live, to: wanted, script: true, exitCode: null, filters }),
  )
  const empty = !stdout?.replaceAll(/^\s*--.*$/gm, '').trim()
  return empty ? null : stdout
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

async function readSchema(): Promise<{ path: string; content: string }[]> {
  const names = (await readdir(schemaDir, { recursive: true })).filter((name) => name.endsWith('.prisma')).sort()
  return Promise.all(
    names.map(async (path) => ({
      path: join(schemaDir, path),
      content: await readFile(join(schemaDir, path), 'utf8'),
    })),
  )
}

/** The texts of all migrations in the order in which they apply: what a database's shape depends on. */
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

async function withEngine<T>(url: string, use: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  try {
    const datamodels = (await readSchema()).map(({ path, content }): [string, string] => [path, content])
    const factory = bindMigrationAwareSqlAdapterFactory(withCatalogChars(pool))
    const engine = await SchemaEngine.new({ datamodels }, () => {}, factory)
    return await use(engine)
  } finally {
    await pool.end()
  }
}

/**
 * The driver adapter refuses `"char"`, which the engine reads from the system catalogs. It is passed off as an array of
 * it, a type that the adapter accepts and nothing here reads, and turned back afterwards.
 */
function withCatalogChars(pool: pg.Pool): PrismaPg {
  const query = pool.query.bind(pool)
  const factory = new PrismaPg(
    Object.assign(pool, {
      async query(config: pg.QueryArrayConfig) {
        const result = await query(config)
        for (const field of result.fields ?? []) if (field.dataTypeID === CHAR_OID) field.dataTypeID = CHAR_ARRAY_OID
        return result
      },
    }),
  )
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const adapter = await connect()
    const queryRaw = adapter.queryRaw.bind(adapter)
    adapter.queryRaw = async (statement) => {
      const { columnTypes, ...rest } = await queryRaw(statement)
      const { Character, CharacterArray } = ColumnTypeEnum
      return { ...rest, columnTypes: columnTypes.map((type) => (type === CharacterArray ? Character : type)) }
    }
    // The adapter cuts a script at every semicolon, also inside the body of a function.
    adapter.executeScript = async (script) => {
      await pool.query(script)
    }
    return adapter
  }
  return factory
}
