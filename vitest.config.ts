import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './scripts/longest-first.ts'

/** Much longer than anything takes: it only ends what hangs, also on a machine that is slow today. */
const HANGS = 60_000
/** A second, the default of `expect.poll`, is no time on a busy machine; a fact that never comes fails half a test's time later. */
const timeouts = { testTimeout: HANGS, hookTimeout: HANGS, expect: { poll: { timeout: HANGS / 2 } } }

const ALL = '{harness,scenarios,proxies,servers,reports,scripts}/**/*.test.{ts,mjs}'
/**
 * These call functions, or talk to a server in their own process; none starts a proxy. A process for each file would cost more than the
 * tests in it, 0.6 s of processor time, so they share one for each worker. What counts processes, folders or open handles of its own,
 * or takes seconds of processor time, is an integration test.
 */
const UNIT = [
  'harness/{app,client,probe,config,intake,lab,matrix,model,redact,run,stream-text,terminal,trace,typed,verdict,wire}/**/*.test.ts',
  'harness/{scenario-kit,conformance}/**/*.test.ts',
  'harness/diagnose/{report,search,fix}/**/*.test.ts',
  'harness/diagnose/{analysis-limit,diagnose-route,idle-progress,not-tested,nowhere,order-routes,origin-header,purpose}.test.ts',
  'harness/diagnose/{retyped-command,routes-asked,scenario-set,worker-news}.test.ts',
  'harness/builds/module-packages.test.ts',
  'harness/isolation/{system-calls,visible-to}.test.ts',
  'harness/runtimes/{certificates,docker-logs,readiness,recovery-after-start,refused-file,start-failure}.test.ts',
  'harness/cli/{summary,usage}/**/*.test.ts',
  'harness/cli/{check,check-progress,formats,last-check,nearest,options,run-header,select,steps,trace-lines,trace-names}.test.ts',
  'proxies/{_kit,apache,nginx}/**/*.test.ts',
  'proxies/{cases,long-lists,readme,which-server}.test.ts',
  'scenarios/**/*.test.ts',
  // Those with a browser are integration tests.
  'reports/**/!(*.browser).test.ts',
  'servers/app/{access,chat}/**/*.test.ts',
  'bench/**/*.test.ts',
  'servers/{lab,relay}/**/*.test.ts',
  'servers/app/{encoder,log}.test.ts',
  'servers/origin/payload.test.ts',
  'scripts/{check-licences,check-lock,longest-first,mutation-areas}.test.{ts,mjs}',
]
/** Of these folders, what starts proxies, processes or threads, or replaces a module for its whole process. */
const ISOLATED = [
  'harness/app/{command,trigger}.test.ts',
  'harness/client/origin-process.test.ts',
  'harness/run/run-reporter.test.ts',
  'harness/run/run-cases.test.ts',
  'harness/run/team/{worker-memory,worker-team}.test.ts',
  'bench/matrix/memory.test.ts',
  'proxies/*/*.fuzz.test.ts',
  'proxies/nginx/{refused-words,writer}.test.ts',
]
const CONFORMANCE = '**/*.conformance.test.ts'

/**
 * Groups of tests, one after the other. The conformance runs are first, and nothing runs beside them: with the unit tests on the other
 * core, at a lower priority, the faithful proxy failed a criterion in one run of three.
 */
const [RUNS, UNITS, AFTERWARDS] = [0, 1, 2]

// The tests start hundreds of Node processes, 256 of them as the self-test's proxies. To strip types and compile took more than half
// of what such a start takes: 0.3 of 0.6 s of processor time. Node keeps the result by the content of each file.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('.cache/compiled', import.meta.url))

// What the tests run is not what the job of this project's own CI is about.
delete process.env.GITHUB_STEP_SUMMARY

export default defineConfig({
  test: {
    // Most of these tests wait for real proxies, and would leave processors idle with one file for each.
    maxWorkers: Math.max(3, availableParallelism()),
    sequence: { sequencer: LongestFirst },
    reporters: ['default', './scripts/skip-reasons.ts'],
    projects: [
      {
        test: {
          ...timeouts,
          name: 'unit',
          include: UNIT,
          exclude: [CONFORMANCE, ...ISOLATED],
          isolate: false,
          sequence: { groupOrder: UNITS },
        },
      },
      {
        test: {
          ...timeouts,
          name: 'integration',
          include: [ALL],
          exclude: [CONFORMANCE, ...UNIT],
          sequence: { groupOrder: AFTERWARDS },
        },
      },
      { test: { ...timeouts, name: 'apart', include: ISOLATED, sequence: { groupOrder: AFTERWARDS } } },
      {
        test: {
          ...timeouts,
          name: 'conformance',
          include: [`harness/${CONFORMANCE}`],
          globalSetup: ['harness/conformance/setup.ts'],
          sequence: { groupOrder: RUNS },
        },
      },
    ],
  },
})
