import fc from 'fast-check'
import { expect, it } from 'vitest'
import { samplePath, samplePaths, sampleText } from './path-from-regexp.ts'

it.for([
  [/^\/events$/, '/events'],
  [/^\/v[12]\/(stream|events)\//, '/v1/stream/'],
  [/^\/t\/(?<tenant>[a-z]+)\/x{2,}\d?/, '/t/a/xx'],
  [/\.php$/, '/k3v9.php'],
  [/^\/[^/]+\/live$/, '/a/live'],
  [/^\/maps\/[^/]*\/live\//, '/maps/a/live/'],
  [/\/api\/hassio\/.*\/logs.*\/follow/, '/api/hassio/a/logsa/follow'],
  [/^\/.*$/, '/'],
  [/^\/a\/(.+\/)?events/, '/a/events'],
  [/^\/a\/\.\.\/b/, undefined],
  [/^\/a%20b/, undefined],
  [/^(?!\/api)\/.*$/, '/'],
  [/^\/a\/(b(c|d)|e)\/?$/, '/a/bc'],
  [/^nothing$/, undefined],
] as const)('%s', ([regex, path]) => {
  expect(samplePath(regex)).toBe(path)
})

it('takes another alternative each time', () => {
  expect(samplePaths(/^\/(img|live\/(a|b)|x)\/y/)).toEqual(['/img/y', '/live/b/y', '/x/y'])
})

it('ends, whatever it is given', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('(', ')', '[', ']', '|', '\\', '*', '{9}', '^', 'a') }), (source) => {
      expect(typeof sampleText(source)).toBe('string')
    }),
  )
})
