/** A whole list as a file: how fast, and that its length is no matter to the server's memory. */
import { readFileSync } from 'node:fs'
import type { Target } from './targets.ts'

export type ExportResult = {
  rows: number
  megabytes: number
  seconds: number
  /** Memory of the server's process before and at most, MB; NaN where there is no /proc. */
  memory: { before: number; most: number }
}

const columns = [
  'number',
  'status',
  'client',
  'equipment',
  'equipment.model',
  'moveParty',
  'dueAt',
  'serviceCenter',
  'city',
  'complaint',
]
const SAMPLE_MS = 50

/** All repairs, newest first, taken as fast as they come. */
export async function measureExport({ port, pid }: Target, headers: Record<string, string>): Promise<ExportResult> {
  const before = memoryOf(pid)
  let most = before
  const sampling = setInterval(() => {
    most = Math.max(most, memoryOf(pid))
  }, SAMPLE_MS)
  try {
    const start = performance.now()
    const response = await fetch(`http://127.0.0.1:${port}/exports/repair.csv`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({
        columns: columns.map((key) => ({ key, title: key })),
        sort: [{ field: 'createdAt', isDescending: true }],
      }),
    })
    if (response.status !== 200 || !response.body) throw new Error(`The export was refused: ${await response.text()}`)
    let bytes = 0
    let lines = 0
    for await (const part of response.body) {
      bytes += part.length
      for (const byte of part) if (byte === 10) lines++
    }
    const seconds = (performance.now() - start) / 1000
    return { rows: lines - 1, megabytes: bytes / 1e6, seconds, memory: { before, most } }
  } finally {
    clearInterval(sampling)
  }
}

export function renderExport({ rows, megabytes, seconds, memory }: ExportResult): string {
  const round = (value: number) => value.toFixed(1)
  return [
    `${rows} repairs as CSV, ${round(megabytes)} MB in ${round(seconds)} s (${Math.round(rows / seconds)} rows/s)`,
    `memory of the server: ${round(memory.before)} MB before, ${round(memory.most)} MB at most`,
  ].join('\n')
}

function memoryOf(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000
  } catch {
    return Number.NaN
  }
}
