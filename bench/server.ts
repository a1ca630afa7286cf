/** Our server as its own process, so that its processor time is its own. */
import { readEnv } from '@naryad/api/src/env.ts'
import { startServer } from '@naryad/api/src/main.ts'

// the libraries run as in production; the server itself still takes documents that the web client does not know
const options = readEnv({ ...process.env, NODE_ENV: undefined, PORT: '0', WORKER: 'off', LOG_LEVEL: 'warn' })
const server = await startServer({ ...options, webDir: null })
process.send?.({ port: server.port })
