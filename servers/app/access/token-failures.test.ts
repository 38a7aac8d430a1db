import { expect, test } from 'vitest'
import { TokenFailures } from './token-failures.ts'

function failures() {
  let time = 1000
  const table = new TokenFailures(() => time)
  const fail = (client: string, times: number) => {
    for (let i = 0; i < times; i++) table.failed(client)
  }
  return { table, fail, pass: (ms: number) => (time += ms) }
}

test('one client may fail ten times in a row, then once in six seconds', () => {
  const { table, fail, pass } = failures()
  fail('a', 9)
  expect(table.wait('a')).toBe(0)
  fail('a', 1)
  expect(table.wait('a')).toBe(6000)
  expect(table.wait('b')).toBe(0)
  pass(5999)
  expect(table.wait('a')).toBe(1)
  pass(1)
  expect(table.wait('a')).toBe(0)
  fail('a', 1)
  expect(table.wait('a')).toBe(6000)
  pass(60_000)
  fail('a', 9)
  expect(table.wait('a')).toBe(0)
})

test('all together may fail a hundred times, then once in 0.6 s; not so for a client that has had the right token', () => {
  const { table, fail, pass } = failures()
  table.succeeded('publisher')
  for (let i = 0; i < 100; i++) fail(`attacker-${i}`, 1)
  expect(table.wait('another')).toBe(600)
  expect(table.wait('publisher')).toBe(0)
  pass(600)
  expect(table.wait('another')).toBe(0)
  fail('publisher', 10)
  expect(table.wait('publisher')).toBe(6000)
})

test('what is remembered is forgotten in time, and bounded', () => {
  const { table, fail, pass } = failures()
  for (let i = 0; i < 12_000; i++) fail(`attacker-${i}`, 1)
  expect(table.remembered).toBe(10_000)
  pass(6000)
  fail('last', 1)
  expect(table.remembered).toBe(1)
  for (let i = 0; i < 12_000; i++) table.succeeded(`publisher-${i}`)
  expect(table.remembered).toBe(10_001)
})
