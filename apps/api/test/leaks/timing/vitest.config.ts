import { defineConfig } from 'vitest/config'
import base from '../../../vitest.config.ts'

/** By itself and one question after another: what else runs is told apart too. */
export default defineConfig({
  ...base,
  root: `${import.meta.dirname}/../../..`,
  test: {
    ...base.test,
    include: ['test/leaks/timing/timing.run.ts'],
    fileParallelism: false,
    testTimeout: 30 * 60_000,
    hookTimeout: 5 * 60_000,
    reporters: ['default'],
    outputFile: {},
  },
})
