import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Much longer than anything takes: it only ends what hangs, also on a machine that is slow today. */
const HANGS = 60_000

export default defineConfig({
  test: {
    // Most of these tests wait for real proxies: with two processors one file at a time would leave one of them idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          testTimeout: HANGS,
          hookTimeout: HANGS,
          include: ['{harness,scenarios,proxies,servers,reports,scripts}/**/*.test.{ts,mjs}'],
          exclude: ['**/*.conformance.test.ts'],
        },
      },
      {
        test: {
          name: 'conformance',
          testTimeout: HANGS,
          hookTimeout: HANGS,
          include: ['harness/**/*.conformance.test.ts'],
          globalSetup: ['harness/conformance/setup.ts'],
        },
      },
    ],
  },
})
