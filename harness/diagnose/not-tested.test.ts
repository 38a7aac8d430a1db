import { describe, expect, it } from 'vitest'
import type { NotTested } from '../model/index.ts'
import { notTestedNotes, refuseNotTested } from './not-tested.ts'

const names = { named: (where: string) => `/etc/${where}` }
const part = (kind: NotTested['kind'], line: number): NotTested => ({
  kind,
  where: `a.conf:${line}`,
  says: 'uwsgi_pass',
})

describe('parts that cannot be tested', () => {
  it('are notes beside what can', () => {
    expect(notTestedNotes([part('protocol', 3), part('include', 4)], names)).toEqual([
      '/etc/a.conf:3: not tested: uwsgi_pass; measure it at the running server: sse-compat probe <url>',
    ])
  })

  it('are the reason where there is nothing else', () => {
    expect(() => refuseNotTested([part('include', 2), part('protocol', 3), part('protocol', 5)], names)).toThrow(
      expect.objectContaining({
        code: 'cannot-play',
        where: 'a.conf:3',
        message: 'uwsgi_pass (likewise /etc/a.conf:5)',
      }),
    )
    const missing = { code: 'no-route', where: 'a.conf:2', message: expect.stringContaining('not provided') }
    expect(() => refuseNotTested([part('include', 2)], names)).toThrow(
      expect.objectContaining({ ...missing, advice: 'give the folder that holds it' }),
    )
    expect(() => refuseNotTested([part('include', 2)], names, 'proxy -T')).toThrow(
      expect.objectContaining({ ...missing, advice: expect.stringContaining('as `proxy -T` prints it') }),
    )
    expect(() => refuseNotTested([], names)).not.toThrow()
  })
})
