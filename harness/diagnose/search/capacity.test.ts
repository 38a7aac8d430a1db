import { describe, expect, it } from 'vitest'
import { applyChange } from '../../config/text-edits.ts'
import type { Candidate, Finding, Profile, Remedies, Situation, StreamLimit, StreamLimits } from '../../model/index.ts'
import { countingProfile, countStreams } from './capacity.ts'
import type { CaseRun, VariantRunner } from './variant-runner.ts'

/** A configuration of numbers, one per line: the lowest is the number of streams that are accepted. */
const TAIL = 'capacity/h1/64'
const HTTP2 = 'capacity/h2+tls/64'
/** Streams of a product on a new connection over HTTP/2, whatever is configured. */
const AT_FIRST = 6
const finding = (observed: string, actual: string, measures: Record<string, number>): Finding => ({
  outcome: 'measured',
  observed,
  expected: '',
  actual,
  measures: Object.fromEntries(Object.entries(measures).map(([name, value]) => [name, { value, unit: 'count' }])),
  evidence: [],
})

function simulated(
  config: string,
  limits: readonly StreamLimit[],
  tails: readonly string[] = [TAIL],
  spoiled: readonly string[] = [],
) {
  const ran: string[] = []
  const run = async (text: string, tail: string, isAlone = false): Promise<CaseRun> => {
    const atFirst = tail === HTTP2 ? AT_FIRST : 64
    const streams = Math.min(atFirst, ...text.split('\n').filter(Boolean).map(Number))
    const isLimited = streams < 64
    ran.push(text.replaceAll('\n', ' ').trim())
    const isSpoiled = !isAlone && spoiled.includes(tail)
    const noisy = { outcome: 'noisy', actual: 'a stall' } as Finding
    const judged = [
      ['streams', isSpoiled ? noisy : finding(isLimited ? 'exhausted' : 'not-within-bound', '', { streams })],
      ['next', finding(isLimited ? 'waits' : 'room', 'the next client waits', {})],
      ...(isLimited ? [['counts', finding('all', '', { all: streams, more: 0 })]] : []),
    ].map(([id, one]) => ({ criterion: { id }, finding: one }))
    const trace = { outcome: { state: 'complete' }, facts: [] }
    return { tail, cell: { axes: { front: tail.split('/')[1] } }, trace, judged } as unknown as CaseRun
  }
  const variants = {
    variant: (profile: Profile) => ({ profile, tails, run: (tail: string) => run(profile.config.a ?? '', tail) }),
    alone: (profile: Profile, tail: string) => run(profile.config.a ?? '', tail, true),
  } as unknown as VariantRunner
  const remedies = {
    streamLimits: (): StreamLimits => ({ limits, processes: { most: 1, says: '' }, none: [] }),
    innate: () => ({ says: 'six at first', doc: '' }),
  } as unknown as Remedies
  const profile = { id: 'route-1', originHeaders: [], config: { a: config } } as unknown as Profile
  const counting = countStreams({ variants, profile, situation: {} as Situation, remedies, all: false })
  return { counting, ran }
}

/** A line raised to 400. */
const limit = (line: number, streams: number, isGuard = false): StreamLimit => {
  const start = [0, 3][line - 1] ?? 0
  const raised: Candidate = {
    id: String(line),
    setting: { name: `line ${line}`, says: '', doc: '', where: `a:${line}` },
    change: [{ file: 'a', start, end: start + 2, text: '400' }],
    originHeaders: [],
    title: '',
    why: 'why',
  }
  expect(applyChange({ a: '10\n20\n' }, raised.change).a).toContain('400')
  return { setting: raised.setting, streams, counts: 'all', how: '', isGuard, raised }
}

function raisedOf({ raised }: StreamLimit): Candidate {
  if (raised === undefined) throw new Error('it is not raised')
  return raised
}

describe('what decides how many streams there are', () => {
  it('is the line with which, raised, more get in; the closest number is tried first', async () => {
    const { counting, ran } = simulated('10\n20\n', [limit(2, 20), limit(1, 11)])
    const counted = await counting
    expect(counted?.report.tested).toEqual([
      {
        front: 'h1',
        streams: 10,
        limited: true,
        buffered: false,
        counts: 'all',
        next: 'the next client waits',
        decidedBy: { name: 'line 1', says: '', doc: '', where: 'a:1', why: 'why' },
      },
    ])
    expect(ran).toEqual(['10 20', '400 20'])
  })

  it('limits of HTTP/2 are reported where the route offers it', async () => {
    const ofHttp2: StreamLimit = { ...limit(2, 20), counts: 'connection' }
    const reported = async (tails: string[]) =>
      (await simulated('10\n20\n', [limit(1, 11), ofHttp2], tails).counting)?.report.limits.map(({ where }) => where)
    expect(await reported(['capacity/h1/64'])).toEqual(['a:1'])
    expect(await reported(['capacity/h1/64', HTTP2])).toEqual(['a:1', 'a:2'])
  })

  it('is two lines where only both of them together let more in', async () => {
    const { counting, ran } = simulated('10\n10\n', [limit(1, 10), limit(2, 10)])
    const { report, deciding } = (await counting) ?? { report: { tested: [] }, deciding: [] }
    expect(report.tested[0]).toMatchObject({
      streams: 10,
      decidedBy: { where: 'a:1' },
      decidedWith: [{ where: 'a:2' }],
    })
    expect(ran).toEqual(['10 10', '400 10', '10 400', '400 400'])
    expect(deciding[0]?.raised?.change).toHaveLength(2)
  })

  it('is as few lines as let more in together', async () => {
    const three = [
      limit(1, 10),
      limit(2, 10),
      { ...limit(1, 30), raised: { ...raisedOf(limit(1, 30)), id: '3', change: [] } },
    ]
    const { counting } = simulated('10\n10\n', three)
    const [tested] = (await counting)?.report.tested ?? []
    expect(tested?.decidedWith?.map(({ where }) => where)).toEqual(['a:2'])
  })

  it('is not known where no line lets more in, and the others were tried', async () => {
    const { counting, ran } = simulated('10\n10\n8\n', [limit(1, 10), limit(2, 10)])
    const [tested] = (await counting)?.report.tested ?? []
    expect(tested).toMatchObject({ streams: 8, limited: true })
    expect(tested?.decidedBy).toBeUndefined()
    expect(ran).toHaveLength(4)
  })

  describe('over HTTP/2, with a product that allows six at first', () => {
    const both = [HTTP2, `${HTTP2}/100`]
    const testedOf = async (config: string, limits: readonly StreamLimit[]) => {
      const { report, deciding } = (await simulated(config, limits, both).counting) ?? {
        report: { tested: [] },
        deciding: [],
      }
      const [{ streams, decidedBy, innate, afterUse } = {}] = report.tested
      return { streams, by: decidedBy?.where, innate: innate?.says, afterUse, raised: deciding[0]?.setting.where }
    }
    const SIX = 'six at first'

    it('the line decides although a higher value changes nothing at first', async () => {
      expect(await testedOf('06\n20\n', [limit(1, 6)])).toEqual({ streams: 6, by: 'a:1', innate: SIX, raised: 'a:1' })
    })
    it('the line decides alone below the six', async () => {
      expect(await testedOf('03\n20\n', [limit(1, 3)])).toEqual({ streams: 3, by: 'a:1', raised: 'a:1' })
    })
    it('no line decides at first, and one does later', async () => {
      const { afterUse, ...first } = await testedOf('10\n20\n', [limit(1, 10)])
      expect(first).toEqual({ streams: 6, innate: SIX })
      expect(afterUse).toMatchObject({ streams: 10, limited: true, decidedBy: { where: 'a:1' } })
    })
    it('no limit is reached later', async () => {
      expect((await testedOf('99\n99\n', [])).afterUse).toEqual({ streams: 64, limited: false })
    })
  })

  it('what other work spoiled runs by itself', async () => {
    const { report, undone } = (await simulated('10\n20\n', [limit(1, 10)], [TAIL], [TAIL]).counting) ?? {}
    expect(report?.tested[0]).toMatchObject({ streams: 10, decidedBy: { where: 'a:1' } })
    expect(undone).toEqual([])
  })

  it('no limit of HTTP/2 is raised for HTTP/1.1', async () => {
    const { counting, ran } = simulated('10\n20\n', [
      { ...limit(1, 10), http2Only: true },
      { ...limit(2, 20), counts: 'connection' },
    ])
    await counting
    expect(ran).toEqual(['10 20'])
  })

  it('is not asked where the limit was not reached', async () => {
    const { counting, ran } = simulated('99\n', [limit(1, 99)])
    expect((await counting)?.report.tested).toEqual([{ front: 'h1', streams: 64, limited: false, buffered: false }])
    expect(ran).toHaveLength(1)
  })
})

it.for([
  ['of each process', 'process', 31, undefined, true],
  ['of each of two', 'process', 31, 2, true],
  ['of the only process', 'process', 31, 1, false],
  ['that is beyond what is tested', 'process', 255, undefined, false],
  ['of all clients', 'all', 31, undefined, false],
] as const)('one process runs for a limit %s', ([, counts, streams, most, oneProcess]) => {
  const profile = { id: 'route-1', options: { withoutLimits: true } } as unknown as Profile
  const processes = { says: '', ...(most === undefined ? {} : { most }) }
  const limits: StreamLimits = { limits: [{ ...limit(1, streams), counts }], processes, none: [] }
  expect(countingProfile(profile, limits, false).options).toEqual({
    withoutLimits: false,
    withoutRates: true,
    oneProcess,
  })
})
