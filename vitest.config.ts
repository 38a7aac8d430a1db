import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{harness,scenarios,proxies,servers,reports,scripts}/**/*.test.{ts,mjs}'],
          exclude: ['**/*.conformance.test.ts'],
        },
      },
      {
        test: {
          name: 'conformance',
          include: ['harness/**/*.conformance.test.ts'],
          globalSetup: ['harness/conformance/setup.ts'],
        },
      },
    ],
  },
})
