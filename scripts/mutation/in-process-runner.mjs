// A test runner for Stryker: the tests of an area are loaded once and run in this process, so that a mutant takes milliseconds.
// Every run of vitest takes at least a third of a second of CPU time: for the criteria alone an hour.

import { globSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { pathToFileURL } from 'node:url'
import { areaOf } from './areas.mjs'
import { collect } from './vitest-in-process.mjs'

/** @typedef {{ id: string, fileName: string, name: string, run: () => Promise<void> }} Test */

const VITEST = new URL('./vitest-in-process.mjs', import.meta.url).href

/**
 * Version of the modules under test: a static mutant is in code that runs only when a module is loaded, so the modules are loaded
 * again.
 */
let generation = 0

const NAMESPACE = '__stryker__'
// State that the instrumented code reads and counts in.
globalThis[NAMESPACE] ??= {}
const stryker = globalThis[NAMESPACE]

class InProcessRunner {
  /** @type {Test[] | undefined} */
  tests
  top = pathToFileURL(`${process.cwd()}/`).href

  capabilities() {
    return { reloadEnvironment: true }
  }

  async init() {
    registerHooks({
      resolve: (specifier, context, next) => {
        if (specifier === 'vitest' && context.parentURL !== VITEST) return { url: VITEST, shortCircuit: true }
        const found = next(specifier, context)
        const isOurs =
          found.url.startsWith(this.top) && !found.url.includes('/node_modules/') && !found.url.includes('?')
        return isOurs && generation > 0 ? { ...found, url: `${found.url}?${generation}` } : found
      },
    })
  }

  /** @returns {Promise<Test[]>} */
  async load() {
    const area = areaOf(process.env.SSE_COMPAT_MUTATION_AREA)
    const files = area.tests.flatMap((pattern) => globSync(pattern)).sort()
    const found = []
    for (const fileName of new Set(files)) {
      const tests = await collect(() => import(pathToFileURL(join(process.cwd(), fileName)).href))
      for (const [at, test] of tests.filter(({ name }) => area.skips?.test(name) !== true).entries())
        found.push({ ...test, id: `${fileName}#${at} ${test.name}`, fileName })
    }
    return found
  }

  async dryRun() {
    stryker.activeMutant = undefined
    this.tests = await this.load()
    const tests = []
    for (const test of this.tests) {
      stryker.currentTestId = test.id
      const from = performance.now()
      const failure = await failureOf(test)
      const { id, name, fileName } = test
      const common = { id, name, fileName, timeSpentMs: performance.now() - from }
      tests.push(failure === undefined ? { ...common, status: 0 } : { ...common, status: 1, failureMessage: failure })
    }
    stryker.currentTestId = undefined
    return { status: 'complete', tests, mutantCoverage: stryker.mutantCoverage }
  }

  /** @param {{ testFilter?: string[], hitLimit?: number, activeMutant: { id: string }, mutantActivation: 'static' | 'runtime' }} options */
  async mutantRun({ testFilter, hitLimit, activeMutant, mutantActivation }) {
    const isStatic = mutantActivation === 'static'
    stryker.hitCount = 0
    stryker.hitLimit = hitLimit
    if (isStatic) {
      generation += 1
      stryker.activeMutant = activeMutant.id
      this.tests = undefined
    }
    try {
      this.tests ??= await this.load()
    } catch (error) {
      return { status: 'killed', killedBy: [], failureMessage: `the module cannot be loaded: ${error}`, nrOfTests: 0 }
    }
    const wanted = this.tests.filter(({ id }) => testFilter === undefined || testFilter.includes(id))
    stryker.activeMutant = activeMutant.id
    let nrOfTests = 0
    try {
      for (const test of wanted) {
        nrOfTests += 1
        const failure = await failureOf(test)
        if (hitLimit !== undefined && stryker.hitCount > hitLimit) return { status: 'timeout', reason: 'hit limit' }
        if (failure !== undefined) return { status: 'killed', killedBy: [test.id], failureMessage: failure, nrOfTests }
      }
      return { status: 'survived', nrOfTests }
    } finally {
      stryker.activeMutant = undefined
      // No part of a mutated module may remain loaded.
      if (isStatic) {
        generation += 1
        this.tests = undefined
      }
    }
  }
}

/** @param {Test} test @returns {Promise<string | undefined>} */
async function failureOf(test) {
  try {
    await test.run()
    return undefined
  } catch (error) {
    return String(error instanceof Error ? error.message : error)
  }
}

function createRunner() {
  return new InProcessRunner()
}
createRunner.inject = []

export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', factory: createRunner }]
