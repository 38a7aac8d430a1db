import { describe, expect, it } from 'vitest'
import { includeNotGiven, startIncludeBudget } from './include-budget.ts'

const bad = (message: string | RegExp, where: string) =>
  expect.objectContaining({ code: 'bad-config', message: expect.stringMatching(message), where })

describe('the budget of includes', () => {
  it('reads what an include stands for, in order', () => {
    const read = (file: string) => [`${file} 1`, `${file} 2`]
    const all = startIncludeBudget().readAll(['a', 'b'], ['main'], 'main:3', read)
    expect(all).toEqual(['a 1', 'a 2', 'b 1', 'b 2'])
  })

  it('refuses a file that includes itself, at the line', () => {
    const read = () => startIncludeBudget().readAll(['main'], ['main', 'a'], 'a:7', () => [])
    expect(read).toThrow(bad(/^main includes itself$/, 'a:7'))
  })

  it('ends a chain of files', () => {
    const within = Array.from({ length: 31 }, (_, at) => `f${at}`)
    const budget = startIncludeBudget()
    expect(() => budget.readFile('f30', '', within.slice(0, 30))).not.toThrow()
    expect(() => budget.readFile('f31', '', within)).toThrow(bad(/without end/, 'f30:1'))
  })

  it('ends after so many files, long ones sooner, and sooner still where they come again', () => {
    const readsOf = (text: string, name: (count: number) => string): number => {
      const budget = startIncludeBudget()
      for (let count = 0; ; count++) {
        try {
          budget.readFile(name(count), text, ['main'])
        } catch {
          return count
        }
      }
    }
    const short = readsOf('', String)
    const long = readsOf('x'.repeat(10_000), String)
    expect(short).toBe(2000)
    expect(long).toBe(1000)
    expect(readsOf('x'.repeat(10_000), () => 'same')).toBeLessThan(long / 4)
  })

  it('ends after so many includes that stand for nothing', () => {
    const budget = startIncludeBudget()
    const read = () => budget.readAll([], ['main'], 'main:9', () => [])
    for (let count = 0; count < 2000; count++) expect(read()).toEqual([])
    expect(read).toThrow(bad(/more than 2000 includes/, 'main:9'))
  })
})

describe('an include whose file was not given', () => {
  it.for([
    ['conf.d/*.conf', true, 'no such files were given', false],
    ['extra.conf', true, 'no such files were given', false],
    ['/etc/letsencrypt/options.conf', false, /certificate of its own/, false],
    ['snippets/ssl-params.conf', false, /certificate of its own/, false],
    ['/etc/nginx/conf/options-ssl-nginx.conf', false, /certificate of its own/, false],
    ['snippets/self-signed.conf', false, /certificate of its own/, false],
    ['snippets/self-signed-cert.conf', false, /certificate of its own/, false],
    ['ssl.conf', false, /certificate of its own/, false],
    ['snippets/ssl-proxy.conf', false, /is missing here/, true],
    ['vhosts/ssl-example.com.conf', false, /is missing here/, true],
    ['ssl_locations.inc', false, /is missing here/, true],
    ['/etc/shared.conf', false, /is missing here/, true],
    ['extra.conf', false, /is missing here/, true],
  ] as const)('%s, %j', ([pattern, maySetNothing, why, isMissing]) => {
    expect(includeNotGiven(pattern, maySetNothing)).toEqual({ why: expect.stringMatching(why), isMissing })
  })
})
