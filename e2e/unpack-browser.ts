import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import chromium, { inflate } from '@sparticuz/chromium'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    browser: {
      executable: string
      /** Folder with the libraries that a bare system lacks, empty when it has them all. */
      libraries: string
    }
  }
}

/** Unpacks the browser once per machine, before any test file could race another to it. */
export default async function setup(project: TestProject) {
  const executable = await chromium.executablePath()
  project.provide('browser', { executable, libraries: await missingLibraries(executable) })
}

async function missingLibraries(executable: string): Promise<string> {
  const { stdout } = spawnSync('ldd', [executable], { encoding: 'utf8' })
  if (!stdout?.includes('not found')) return ''
  const folder = join(tmpdir(), 'al2023/lib')
  if (!existsSync(folder)) {
    const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
    await inflate(join(dirname(entry), '../bin/al2023.tar.br'))
  }
  return folder
}
