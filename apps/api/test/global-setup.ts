import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { deploy } from '../src/db/migrate.ts'
import { startTemporaryPostgres } from '../src/db/postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the run's PostgreSQL; the database it names is the migrated template, which nobody may stay in. */
    templateUrl: string
  }
}

/** One PostgreSQL for the whole run; its migrated database is what every test file's own database is copied from. */
export default async function setup(project: TestProject) {
  const server = await startTemporaryPostgres({ max_connections: 300 })
  try {
    await deploy(server.url)
    await forbidConnections(server.url)
  } catch (error) {
    await server.stop()
    throw error
  }
  project.provide('templateUrl', server.url)
  return () => server.stop()
}

/** Makes it a template: PostgreSQL copies a database only while nobody is in it. */
export async function forbidConnections(url: string) {
  const address = new URL(url)
  const name = address.pathname.slice(1)
  address.pathname = '/postgres'
  const client = new pg.Client({ connectionString: address.href })
  await client.connect()
  await client.query(`alter database ${pg.escapeIdentifier(name)} allow_connections false is_template true`)
  await client.end()
}
