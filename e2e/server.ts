// The product's server as a process of its own; `app.ts` starts it, tells it its environment and hears its address.
import { readEnv } from '../apps/api/src/env.ts'
import { startServer } from '../apps/api/src/main.ts'
import { shiftedClock } from './clock.ts'

const clock = shiftedClock()
const server = await startServer(readEnv(), { clock })
let isStopping = false

async function stop() {
  if (isStopping) return
  isStopping = true
  await server.stop()
  process.exit(0)
}

process.on('SIGTERM', stop)
// the test run is gone
process.on('disconnect', stop)
process.on('message', ({ shift }: { shift: number }) => {
  clock.shift(shift)
  process.send?.({ shifted: shift })
})
process.send?.(server.url)
