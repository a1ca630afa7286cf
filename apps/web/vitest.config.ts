import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'],
    environment: 'jsdom',
    passWithNoTests: true,
    reporters: ['default', 'json'],
    outputFile: { json: 'test-results.json' },
  },
})
