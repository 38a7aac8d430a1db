/**
 * JUnit XML, in the elements that Jenkins, GitLab and GitHub's reporters read: the schema of Jenkins, which is in the tests. There is no
 * specification. Pure.
 */
import { visible, visibleLines } from '../../harness/redact/visible-characters.ts'
import type { Outcome, Suite, TestCase } from './outcome.ts'

export function junitXml({ title, startedAt, suites }: Outcome): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    element('testsuites', { name: title, ...counts(suites.flatMap(({ cases }) => cases)) }, false),
    ...suites.flatMap((suite) => suiteLines(suite, startedAt)),
    '</testsuites>',
  ]
  return `${lines.join('\n')}\n`
}

function suiteLines({ name, cases }: Suite, startedAt: string): string[] {
  // Its time zone is UTC; the schemas of some readers refuse a zone and fractions.
  const timestamp = startedAt.replace(/(\.\d+)?Z$/, '')
  const skipped = String(cases.filter(({ result }) => result === 'skipped').length)
  return [
    `  ${element('testsuite', { name, ...counts(cases), skipped, ...(timestamp && { timestamp }) }, false)}`,
    ...cases.map((one) => `    ${caseLine(one)}`),
    '  </testsuite>',
  ]
}

const counts = (cases: readonly TestCase[]): Readonly<Record<string, string>> => ({
  tests: String(cases.length),
  failures: String(cases.filter(({ result }) => result === 'fail').length),
  errors: String(cases.filter(({ result }) => result === 'error').length),
  ...(cases.some(({ took }) => took !== undefined)
    ? { time: seconds(cases.reduce((sum, { took = 0 }) => sum + took, 0)) }
    : {}),
})

const seconds = (ms: number): string => (ms / 1000).toFixed(3)

function caseLine({ suite, name, took, result, message, detail }: TestCase): string {
  const attributes = { classname: suite, name, ...(took === undefined ? {} : { time: seconds(took) }) }
  const inside = content(result, message, detail)
  return inside === ''
    ? element('testcase', attributes, true)
    : `${element('testcase', attributes, false)}${inside}</testcase>`
}

function content(result: TestCase['result'], message: string, detail: string): string {
  const whole = [message, detail].filter((part) => part !== '').join('\n')
  if (result === 'pass') return detail === '' ? '' : `<system-out>${text(detail)}</system-out>`
  // The older of the schemas allows no attribute here.
  if (result === 'skipped') return `<skipped>${text(whole)}</skipped>`
  const tag = result === 'fail' ? 'failure' : 'error'
  return `${element(tag, { message, type: result === 'fail' ? 'finding' : 'not-judged' }, false)}${text(whole)}</${tag}>`
}

function element(name: string, attributes: Readonly<Record<string, string>>, isEmpty: boolean): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(visible(value))}"`)
  return `<${name}${pairs.join('')}${isEmpty ? '/' : ''}>`
}

const text = (value: string): string => escaped(visibleLines(value))

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** XML 1.0 §2.2 excludes U+FFFE and U+FFFF; the other excluded characters are visible escapes already. */
const escaped = (value: string): string =>
  value
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
    .replace(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`)
