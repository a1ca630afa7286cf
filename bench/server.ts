/** Our server as its own process, so that its processor time is its own. The worker is off: no job belongs to a load. */
import { startServer } from '@naryad/api/src/main.ts'

const server = await startServer({
  databaseUrl: process.env.DATABASE_URL ?? '',
  port: 0,
  isWorker: false,
  webDir: null,
  logLevel: 'warn',
})
process.send?.({ port: Number(new URL(server.url).port) })
