/**
 * The body of the worker thread in which Prisma's schema engine runs; `migrate.ts` starts it. A thread of its own because
 * the engine leaves timers behind that would keep the process alive, and memory that nobody gives back.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import { type DiffTarget, type MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'

export type EngineTask = { url: string; schemaDir: string } & (
  | { kind: 'deploy'; migrations: MigrationList }
  | { kind: 'diff' }
)

/** Names of the migrations applied, or the script that leads from the database to the schema. */
export type EngineResult = { applied: string[] } | { script: string }

const filters = { externalTables: [], externalEnums: [] }
/** PostgreSQL's `"char"`, one byte, found only in the system catalogs. */
const CHAR_OID = 18
const CHAR_ARRAY_OID = 1002

async function perform(task: EngineTask): Promise<EngineResult> {
  const files = await readSchema(task.schemaDir)
  const pool = new pg.Pool({ connectionString: task.url, max: 2 })
  try {
    const factory = bindMigrationAwareSqlAdapterFactory(withCatalogChars(pool))
    const datamodels = files.map(({ path, content }): [string, string] => [path, content])
    const engine = await SchemaEngine.new({ datamodels }, () => {}, factory)
    if (task.kind === 'deploy') {
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: task.migrations, filters })
      return { applied: appliedMigrationNames }
    }
    const live: DiffTarget = { tag: 'schemaDatasource', files, configDir: task.schemaDir }
    const wanted: DiffTarget = { tag: 'schemaDatamodel', files }
    const { stdout } = await engine.diff({ from: live, to: wanted, script: true, exitCode: null, filters })
    return { script: stdout ?? '' }
  } finally {
    await pool.end()
  }
}

async function readSchema(dir: string): Promise<{ path: string; content: string }[]> {
  const names = (await readdir(dir, { recursive: true })).filter((name) => name.endsWith('.prisma')).sort()
  return Promise.all(
    names.map(async (name) => ({ path: join(dir, name), content: await readFile(join(dir, name), 'utf8') })),
  )
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

const task: EngineTask = workerData
parentPort?.postMessage(await perform(task))
