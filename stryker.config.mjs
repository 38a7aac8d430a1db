import { fileURLToPath } from 'node:url'
import { areaOf } from './scripts/mutation/areas.mjs'

const name = process.env.SSE_COMPAT_MUTATION_AREA ?? 'exit-codes'
const area = areaOf(name)

/** Of one area: `npm run test:mutation -- <area>`. */
export default {
  mutate: area.code,
  // Texts are for people, and the golden reports have them; a changed text is no number and no decision.
  mutator: { excludedMutations: ['StringLiteral'] },
  ignoreStatic: area.ignoresStatic ?? false,
  testRunner: 'in-process',
  plugins: [fileURLToPath(new URL('scripts/mutation/in-process-runner.mjs', import.meta.url))],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  timeoutMS: 10_000,
  disableTypeChecks: false,
  // Stryker rewrites tsconfig.json by TypeScript's programming interface, which TypeScript 7 does not have. Nothing here needs it.
  tsconfigFile: 'none.json',
  tempDirName: '.cache-mutation',
  ignorePatterns: ['/.cache', '/dist', '/bench', '/docs/pictures', '/reports/published', '/reports/runs'],
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: `reports/mutation/${name}.json` },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, skipFull: true },
  thresholds: { high: 95, low: 85, break: 85 },
}
