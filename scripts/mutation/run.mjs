// `npm run test:mutation -- <area> [file …]`: changes the code of an area in one place at a time, and prints the changes that no
// unit test detects. It takes minutes, so CI does not run it. Exits with 1 where fewer than 85 % are detected.

import { AREAS } from './areas.mjs'

const [area = '', ...files] = process.argv.slice(2)
if (Object.hasOwn(AREAS, area)) {
  // Read by stryker.config.mjs, and by the process that runs the tests.
  process.env.SSE_COMPAT_MUTATION_AREA = area
  const { Stryker } = await import('@stryker-mutator/core')
  const part = { mutate: files, jsonReporter: { fileName: 'reports/mutation/part.json' } }
  await new Stryker({ configFile: 'stryker.config.mjs', ...(files.length > 0 ? part : {}) }).runMutationTest()
} else {
  process.stderr.write(`test:mutation: "${area}" is no area; give one of: ${Object.keys(AREAS).join(', ')}\n`)
  process.exitCode = 2
}
