import { describe, expect, test } from 'vitest'
import type { CellVerdict } from '../../../harness/model/index.ts'
import { cell, finding, profile, report, usual } from '../markdown/fixture.ts'
import { chooseTraces, representatives } from './embed/choose-traces.ts'
import { packTraces } from './embed/pack-traces.ts'
import { act, blockOf, body, event, head, NO_TEXTS, pageOf, request, sent, shownReport, trace } from './html.fixture.ts'
import type { PackedPlaces, PackedTraces } from './model/packed.ts'
import { readTraceFile, unpackTraces } from './model/unpack-traces.ts'

const withoutUnused = (one: CellVerdict): CellVerdict => ({
  ...one,
  findings: one.findings.map((finding) => (finding.outcome === 'fail' ? finding : { ...finding, evidence: [] })),
})

describe('the report in the page', () => {
  test('is the report, but for the evidence of what does not fail', () => {
    const shown = shownReport(usual)
    expect(shown.cells).toEqual(usual.cells.map(withoutUnused))
    expect(shown.controls).toEqual(usual.controls.map(withoutUnused))
    expect(shown.profiles).toMatchObject(usual.profiles)
    expect(shown.environment).toEqual(usual.environment)
    expect(shown.scenarios).toEqual(['delivery'])
  })

  test('a test case whose names do not follow from its parts keeps them', () => {
    const odd = cell('a', 'x', [], {
      question: 'q',
      cell: 'c',
      trace: 'traces/other~1.jsonl',
      earlierTries: 2,
      took: 5,
    })
    expect(shownReport(report({ cells: [odd] })).cells).toEqual([odd])
  })

  test('has a profile’s own text where it is still what ran, else the text that ran, and the end of the log', () => {
    const hop = { proxy: 'nginx', profile: 'a', build: 'b', version: '1', profileDigest: 'd', replaced: [] }
    const cells = [cell('a', 'x', [])]
    const traceOf = (id: string) => trace(id, [], { route: [hop] })
    const files = {
      'conf/a.conf': 'listen 1;\n',
      'conf/sse-compat-main.conf': 'daemon off;',
      'output.log': Array.from({ length: 60 }, (_, n) => `line ${n}`).join('\n'),
      'tls/output.log': 'other',
    }
    const ran = shownReport(
      report({ profiles: [profile('a')], cells }),
      { ...NO_TEXTS, evidenceOf: () => files },
      traceOf,
    )
    expect(ran.profiles[0]?.texts).toEqual([{ name: 'nginx/a', file: 'a.conf', text: 'listen 1;\n', kind: 'ran' }])
    expect(ran.profiles[0]?.log).toMatch(/^… 20 lines before these\nline 20\n[\s\S]*line 59$/)
    const texts = { ...NO_TEXTS, configOf: () => ({ 'a.conf': '# mine\n' }) }
    const original = shownReport(report({ profiles: [profile('a')], cells }), texts, traceOf)
    expect(original.profiles[0]?.texts).toMatchObject([{ text: '# mine\n', kind: 'original' }])
  })
})

describe('traces in the page', () => {
  const facts = [
    request(0.5, 'client', 'GET / HTTP/1.1\r\n\r\n'),
    request(1, 'origin', 'GET / HTTP/1.0\r\n\r\n'),
    head(2, 'HTTP/1.1 200 OK\r\n\r\n'),
    act(3, 'released', { outstanding: 4030, odd: 'x' }),
    sent(4.125, '1', 60),
    body(5, 60),
    event(5.5, '1'),
  ]

  test('keep every fact, without digests, payload, and what the raw headers repeat', () => {
    const [one] = unpackTraces(JSON.parse(JSON.stringify(packTraces([trace('c', facts)]))) as PackedTraces)
    expect(one?.facts.map(({ index, fact, t }) => [index, fact, t])).toEqual(
      facts.map(({ fact, t }, index) => [index, fact, Math.round(t * 100) / 100]),
    )
    const [first, second, third, fourth, fifth, , last] = one?.facts ?? []
    expect(first).toEqual({ ...facts[0], index: 0 })
    expect(second).not.toHaveProperty('headers')
    expect(third).toMatchObject({ status: 200, framing: 'chunked', encoding: '' })
    expect(fourth).toMatchObject({ detail: { outstanding: 4030, odd: 'x' } })
    expect(fifth).toMatchObject({ side: 'origin', client: 'stream', connection: 1, written: 60 })
    expect(fifth).not.toHaveProperty('digest')
    expect(last).toMatchObject({ data: 'RjEwOTg3NjU0MzIx…', size: 32 })
  })

  test('a long one keeps its start and its end, and the indexes', () => {
    const many = Array.from({ length: 1000 }, (_, n) => body(n, 1))
    const [one] = unpackTraces(packTraces([trace('c', many, { clock: 60 })]))
    expect(one).toMatchObject({ clock: 60, length: 1000 })
    const indexes = one?.facts.map(({ index }) => index) ?? []
    expect([indexes.length, indexes[399], indexes[400], indexes.at(-1)]).toEqual([600, 399, 800, 999])
    expect(one?.facts[400]?.t).toBe(800)
  })

  test('first come failures, of each kind one, then one of each scenario', () => {
    const fails = finding('delivery/live', { outcome: 'fail', observed: 'held' })
    const cells = [
      cell('a', 'x', [finding('delivery/live')]),
      cell('a', 'y', [fails]),
      cell('a', 'z', [fails]),
      cell('a', 'w', [finding('burst/all')], { scenario: 'burst' }),
      cell('a', 'v', [fails], { sameAs: 'other' }),
      cell('a', 'u', [fails], { outcome: { state: 'skipped', because: '' } }),
    ]
    expect(representatives(cells).map(({ axes }) => axes.origin)).toEqual(['y', 'w'])
  })

  test('no more than there is room for, and what is too large leaves its room to the next', () => {
    const noise = Array.from({ length: 300 }, (_, n) => body(n * 1.37 * (n % 7), (n * 7919) % 5003))
    const traceOf = (id: string) => trace(id, id.includes('/big/') ? noise : facts)
    const one = report({ cells: [cell('big', 'x', []), cell('small', 'x', [])], controls: [] })
    const all = chooseTraces(one, traceOf, 1e6)
    expect(all.flatMap(({ cells }) => cells)).toEqual(one.cells.map((each) => each.cell))
    const [big = { content: '' }, small = { content: '' }] = all
    const few = chooseTraces(one, traceOf, small.content.length)
    expect(big.content.length).toBeGreaterThan(small.content.length)
    expect(few.flatMap(({ cells }) => cells)).toEqual([one.cells[1]?.cell])
  })

  test('are found by the places that the page lists', () => {
    const page = pageOf(usual, (id) => trace(id, facts))
    const places = blockOf<PackedPlaces>(page, 1)
    // The third of `usual` is equivalent on the wire to another, and comes last.
    expect(places.flat()).toHaveLength(5)
    expect(blockOf<PackedTraces>(page, 2).traces).toHaveLength(places[0]?.length ?? 0)
  })

  test('a file from disk is read, or refused with a sentence', () => {
    const { facts: all, outcome, took, ...header } = trace('c', facts, { clock: 2 })
    const lines = [header, ...all, { outcome, took }].map((line) => JSON.stringify(line))
    expect(readTraceFile(`${lines.join('\n')}\n`)).toMatchObject({
      clock: 2,
      length: facts.length,
      facts: [{ index: 0 }, {}, {}, {}, {}, {}, {}],
    })
    expect(() => readTraceFile('{}\n<html>')).toThrow('this is no trace: line 2 is not JSON')
    expect(() => readTraceFile('{"a":1}')).toThrow('this is no trace: it has no header')
  })
})
