/** Our server as its own process, so that its processor time is its own. */
import { readEnv } from '@naryad/api/src/env.ts'
import { startServer } from '@naryad/api/src/main.ts'

// the libraries run as in production; the server itself still takes documents that the web client does not know
const options = readEnv({ ...process.env, NODE_ENV: undefined, PORT: '0', WORKER: 'off', LOG_LEVEL: 'warn' })
// one client is a thousand here
const traffic = {
  requestsOfAddress: { perSecond: 1_000_000, burst: 1_000_000 },
  requestsOfSession: { perSecond: 1_000_000, burst: 1_000_000 },
  socketsOfAddress: 10_000,
  socketsOfSession: 10_000,
}
// who attacks is bounded as anybody is, and says in X-Forwarded-For which client it is
const isAttacked = process.env.NARYAD_BENCH_ATTACKED === 'on'
const server = await startServer({
  ...options,
  webDir: null,
  ...(isAttacked ? { trustedProxies: 1 } : { traffic }),
})
// the gate alone, to measure what the second wall costs
if (process.env.NARYAD_BENCH_WALL === 'off') server.services.partnerWall = null
process.send?.({ port: server.port })
