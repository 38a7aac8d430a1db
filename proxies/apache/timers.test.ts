import { expect, it } from 'vitest'
import { adapter } from './adapter.ts'
import { effective } from './apr.ts'
import { build, site } from './build.fixture.ts'
import { parseTime } from './timers.ts'

it.for([
  ['60', 60_000],
  ['60s', 60_000],
  // Measured: Apache reads the number alone.
  ['2mi', 2000],
  ['2h', 2000],
  ['3000ms', 3_000_000],
  ['1h30m', 1000],
  ['0', undefined],
  ['soon', undefined],
  ['', undefined],
] as const)('%s', ([text, ms]) => {
  expect(parseTime(text)).toBe(ms)
})

it.for([
  ['1.7.5', 60_000, 60_000],
  ['1.7.5', 2_147_000, 2_147_000],
  ['1.7.6', 4_296_000, 1032.704],
  ['1.7.5', 86_400_000, 500_654.08],
  ['1.7.6', 3_600_000, undefined],
  ['1.7.2', 86_400_000, 86_400_000],
] as const)('APR %s makes of %i ms', ([version, written, holds]) => {
  const loaded = { ...build, report: `Server loaded:  APR ${version}, APR-UTIL 1.6.3, PCRE 10.46 2025-08-27` }
  expect(effective(written, loaded)).toBe(holds)
})

it.for([
  // What a rule captures may stand directly behind the name of a group.
  [
    '<Proxy balancer://p>\nBalancerMember http://a:1 timeout=40\n</Proxy>\nRewriteEngine On\nRewriteRule ^/b(/.*)?$ balancer://p$1 [P]',
    '/b/',
    40,
  ],
  // Measured with 2.4.71: a worker is known by its URL, and its socket does not count.
  [
    '<Proxy "unix:/run/a.sock|http://localhost/">\nProxySet timeout=9\n</Proxy>\nProxyPass / "unix:/run/a.sock|http://localhost/"',
    '/',
    9,
  ],
  [
    'ProxyPass /c "unix:/run/a.sock|http://l/" timeout=2\nProxyPass /d "unix:/run/b.sock|http://l/" timeout=4',
    '/d/',
    2,
  ],
  // Measured with 2.4.71: a member of a group and a ProxyPass to the same address are two workers.
  [
    '<Proxy balancer://p>\nBalancerMember http://a:1 timeout=40\n</Proxy>\nProxyPass /b/ balancer://p/\nProxyPass / http://a:1/',
    '/',
    60,
  ],
  [
    '<Proxy balancer://p>\nBalancerMember http://a:1 timeout=40\n</Proxy>\nProxyPass /b/ balancer://p/\nProxyPass / http://a:1/',
    '/b/',
    40,
  ],
  [
    'BalancerMember balancer://p http://a:1 timeout=40\nProxyPass /b/ balancer://p/\nProxyPass / http://a:1/ timeout=9',
    '/b/',
    40,
  ],
  [
    'BalancerMember balancer://p http://a:1 timeout=40\nProxyPass /b/ balancer://p/\nProxyPass / http://a:1/ timeout=9',
    '/',
    9,
  ],
] as const)('the worker of %j, %s, closes after %i s', ([text, path, seconds]) => {
  const { settings } = adapter.prepare({ 'a.conf': text }, site, build, { path })
  expect(settings.timers.map(({ ms }) => ms)).toEqual([seconds * 1000])
})

it.for(['Timeout 0', 'Timeout 0\nTimeout 0'])('%j: no request is answered, so that there is no idle limit', (line) => {
  const { settings } = adapter.prepare({ 'a.conf': `${line}\nProxyPass / http://a:1/` }, site, build)
  expect(settings.timers).toEqual([])
})
