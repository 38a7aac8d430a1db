// The code that mutation testing changes, and the unit tests that have to detect the changes. One area is one run.

/**
 * @typedef {object} Area paths and patterns from the top of the project
 * @property {string[]} code
 * @property {string[]} tests
 * @property {RegExp} [skips] Names of tests that take too long to run for each change, with thousands of made inputs, or that have snapshots in their file.
 * @property {boolean} [ignoresStatic] What only the start of a module runs is left as it is: to load everything again takes a second.
 */

/** @type {Record<string, Area>} */
export const AREAS = {
  verdict: {
    code: ['harness/verdict/{judge,settle-tries,responsible-hop}.ts'],
    tests: ['harness/verdict/{inconclusive,settle-tries,responsible-hop}.test.ts'],
  },
  measures: {
    code: [
      'harness/trace/facts.ts',
      'harness/scenario-kit/{buffered-bytes,idle-timeout}/measure.ts',
      'harness/scenario-kit/{timeout-lower-bound,why-no-stream}.ts',
    ],
    tests: ['harness/trace/facts.test.ts', 'harness/scenario-kit/**/*.test.ts'],
  },
  criteria: {
    code: [
      'scenarios/*/criteria.ts',
      'scenarios/delivery/{live,paced,shape}.ts',
      'scenarios/application/differences.ts',
    ],
    // That one tests steps, with vitest's own clock.
    tests: ['harness/verdict/judge.test.ts', 'scenarios/**/!(late-heartbeats).test.ts'],
    ignoresStatic: true,
  },
  config: {
    code: [
      'harness/config/find-included.ts',
      'proxies/nginx/{config,quote,tree}.ts',
      'proxies/apache/{config,lines,words}.ts',
    ],
    tests: [
      'harness/config/find-included.test.ts',
      'proxies/{nginx,apache}/{config,quote,tree,lines,words,adapter,macros}.test.ts',
    ],
    skips: /settings of its own|whatever|of bad will|before they fill the memory|gives up on/,
  },
  expect: {
    code: ['harness/verdict/expect/{apply-expectations,entry-conditions,parse,propose}.ts'],
    tests: ['harness/verdict/expect/*.test.ts'],
    skips: /whatever was seen|any text/,
  },
  diagnose: {
    code: [
      'harness/diagnose/search/{confirm,early-findings,offered,idle-timeout,cover-cases}.ts',
      'harness/diagnose/fix/{apply,map-to-template}.ts',
      'harness/diagnose/{order-routes,not-tested,origin-header}.ts',
    ],
    tests: [
      'harness/diagnose/search/{confirm,early-findings,offered,idle-timeout,cover-cases}.test.ts',
      'harness/diagnose/fix/{apply,map-to-template}.test.ts',
      'harness/diagnose/{order-routes,not-tested,origin-header}.test.ts',
    ],
  },
  'exit-codes': {
    code: ['harness/diagnose/report/exit-code.ts'],
    tests: ['harness/diagnose/report/exit-code.test.ts'],
  },
}

/** @param {string | undefined} name @returns {Area} */
export function areaOf(name) {
  const area = AREAS[name ?? '']
  if (area === undefined) throw new Error(`no area "${name}"; there are: ${Object.keys(AREAS).join(', ')}`)
  return area
}
