// Replaces `vitest` for test files while mutants run: it only collects the tests, so that they can run repeatedly in one process.
// `expect` is vitest's own.

export { expect } from 'vitest'

/** @typedef {{ name: string, run: () => Promise<void> }} Collected */
/** @typedef {() => unknown} Hook */

/** @typedef {{ names: string[], before: Hook[], after: Hook[] }} Suite */

/** @type {Collected[]} */
let tests = []
/** The file being loaded, then the `describe`s around the next test. @type {Suite[]} */
let suites = []

/** Loads a test file: the tests that it declares, in their order. @param {() => Promise<unknown>} load */
export async function collect(load) {
  tests = []
  suites = [{ names: [], before: [], after: [] }]
  await load()
  return tests
}

/** @param {string} name @param {unknown[]} args which printf-like places and `$property` of the name show */
function named(name, args) {
  let at = 0
  const [first] = args
  return name
    .replace(/%[sdijo]/g, () => String(args[at++]))
    .replace(/\$(\w+)/g, (whole, key) =>
      first !== null && typeof first === 'object' && key in first ? String(first[key]) : whole,
    )
}

/** @param {string} name @param {(...args: any[]) => unknown} body @param {unknown[]} args */
function addTest(name, body, args = []) {
  const around = [...suites]
  tests.push({
    name: [...around.flatMap((suite) => suite.names), named(name, args)].join(' > '),
    async run() {
      for (const suite of around) for (const hook of suite.before) await hook()
      try {
        await body(...args)
      } finally {
        for (const suite of around.toReversed()) for (const hook of suite.after) await hook()
      }
    },
  })
}

/** @param {string} name @param {(...args: any[]) => unknown} body @param {unknown[]} args */
function addSuite(name, body, args = []) {
  suites.push({ names: [named(name, args)], before: [], after: [] })
  body(...args)
  suites.pop()
}

/** With `for` a case is one argument, with `each` an array is spread. @param {(name: string, body: any, args?: unknown[]) => void} add */
function withCases(add) {
  const plain = (/** @type {string} */ name, /** @type {any} */ body) => add(name, body)
  return Object.assign(plain, {
    for: (/** @type {unknown[]} */ cases) => (/** @type {string} */ name, /** @type {any} */ body) => {
      for (const one of cases) add(name, (/** @type {unknown[]} */ ..._) => body(one), Array.isArray(one) ? one : [one])
    },
    each: (/** @type {unknown[]} */ cases) => (/** @type {string} */ name, /** @type {any} */ body) => {
      for (const one of cases) add(name, body, Array.isArray(one) ? one : [one])
    },
    skipIf: (/** @type {boolean} */ isSkipped) => (isSkipped ? () => {} : plain),
    runIf: (/** @type {boolean} */ isRun) => (isRun ? plain : () => {}),
  })
}

export const test = withCases(addTest)
export const it = withCases(addTest)
export const describe = withCases(addSuite)

export const beforeEach = (/** @type {Hook} */ hook) => suites.at(-1)?.before.push(hook)
export const afterEach = (/** @type {Hook} */ hook) => suites.at(-1)?.after.push(hook)
