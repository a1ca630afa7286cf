// Migrations by hand:  create <name> | deploy | diff
//   create  writes the migration that leads from the present migrations to the Prisma schema
//   deploy  applies the migrations to DATABASE_URL
//   diff    prints the SQL between DATABASE_URL and the Prisma schema; exit code 2 when there is any
import { relative } from 'node:path'
import { createMigration, deploy, diff } from '../apps/api/src/db/migrate.ts'
import { startTemporaryPostgres } from '../apps/api/src/db/postgres.ts'

const [command, name] = process.argv.slice(2)

async function create(migration: string) {
  const scratch = await startTemporaryPostgres()
  try {
    await deploy(scratch.url)
    const file = await createMigration(scratch.url, migration, new Date())
    console.log(file ? `Written: ${relative(process.cwd(), file)}` : 'The migrations already lead to the schema.')
  } finally {
    await scratch.stop()
  }
}

function databaseUrl(): string {
  if (!process.env.DATABASE_URL) throw new Error('Set DATABASE_URL.')
  return process.env.DATABASE_URL
}

async function main(): Promise<number> {
  if (command === 'create' && name && /^[a-z0-9_]+$/.test(name)) {
    await create(name)
    return 0
  }
  if (command === 'deploy') {
    const applied = await deploy(databaseUrl())
    console.log(applied.length ? applied.join('\n') : 'Nothing to apply.')
    return 0
  }
  if (command === 'diff') {
    const sql = await diff(databaseUrl())
    if (sql) console.log(sql)
    return sql ? 2 : 0
  }
  console.error('Usage: scripts/db.ts create <snake_case_name> | deploy | diff')
  return 1
}

// the schema engine keeps a timer running for seconds, so the end is ours to say
process.exit(await main())
