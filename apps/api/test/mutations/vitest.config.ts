import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import base from '../../vitest.config.ts'

/** As they are named, so that the quick ones come first. */
class AsNamed extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => process.argv.findIndex((argument) => moduleId.endsWith(argument))
    return files.toSorted((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  ...base,
  root: `${import.meta.dirname}/../..`,
  test: {
    ...base.test,
    // one PostgreSQL for all mutants, started by main.ts
    globalSetup: [],
    provide: { templateUrl: process.env.TEMPLATE_URL ?? '' },
    sequence: { sequencer: AsNamed },
    fileParallelism: false,
    isolate: false,
    testTimeout: 60_000,
    reporters: ['default'],
    outputFile: {},
  },
})
