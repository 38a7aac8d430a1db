import { describe, expect, test } from 'vitest'
import { cell, finding, profile, report } from '../../markdown/fixture.ts'
import { NO_TEXTS, shownReport, trace } from '../html.fixture.ts'
import { parseAddress, printAddress } from './address.ts'
import { caseName } from './case-name.ts'
import { configLines } from './config-lines.ts'
import { isShown, NO_FILTERS } from './filters.ts'
import { heatOf, rowsOf } from './heat-map.ts'
import { nearestPassing } from './nearest-passing.ts'
import { rerunCommand } from './rerun.ts'
import { buildTotals, changesBetween } from './versions.ts'

const required = finding('delivery/live', { outcome: 'fail', observed: 'held' })
const optional = finding('delivery/prompt', { outcome: 'fail', kind: 'optimal', observed: 'late' })

describe('the address', () => {
  test.for([
    ['#nginx/recommended/delivery', { path: 'nginx/recommended/delivery' }],
    [
      '#nginx/a/delivery/chunked/60/h1+tls@nginx-1.26@local',
      { path: 'nginx/a/delivery/chunked/60/h1+tls', build: 'nginx-1.26', runtime: 'local' },
    ],
    ['#nginx/a/proxy-error/', { path: 'nginx/a/proxy-error', isCase: true }],
    ['#?product=nginx&text=a+b', { path: '', filters: { ...NO_FILTERS, product: 'nginx', text: 'a b' } }],
    ['', { path: '' }],
    ['#100%', { path: '100%' }],
  ] as const)('%s', ([hash, expected]) => {
    expect(parseAddress(hash)).toMatchObject(expected)
  })

  test('is read as it was written', () => {
    const address = {
      path: 'a b/<x>&?#@"%',
      build: 'a+b@c',
      runtime: 'local',
      filters: { ...NO_FILTERS, text: 'ä & <' },
      isCase: false,
    }
    expect(parseAddress(printAddress(address))).toEqual(address)
  })
})

describe('the table of configurations', () => {
  const shown = shownReport(
    report({
      profiles: [
        profile('fine', { grade: 'works' }),
        profile('bad', { grade: 'broken', title: 'Uses GZIP' }),
        profile('other', { proxy: 'apache', grade: 'degraded' }),
      ],
      cells: [
        cell('fine', 'chunked', [finding('delivery/live')], { axes: { origin: 'chunked', front: 'h1' } }),
        cell('bad', 'chunked', [required], { axes: { origin: 'chunked', front: 'h1' } }),
        cell('bad', 'b', [{ ...optional, against: 'worse' }], { axes: { origin: 'chunked', front: 'h2+tls' } }),
        cell('bad', 'c', [required], { axes: { origin: 'x', front: 'h2+tls' }, sameAs: 'other' }),
        cell('other', 'x', [optional], { proxy: 'apache' }),
      ],
    }),
  )
  const rows = rowsOf(shown)
  const named = (name: string) => rows.find(({ profile: one }) => one.profile === name) ?? rows[0]

  test('is by product, worst first', () => {
    expect(rows.map(({ key }) => key)).toEqual(['nginx/bad', 'nginx/fine', 'apache/other'])
  })

  test('has the worst level of a pair, with one front alone too, and counts no test case twice', () => {
    const bad = named('bad')
    if (bad === undefined) throw new Error('no row')
    expect(heatOf(bad, ['delivery', 'burst'], '')).toEqual({ grade: 'broken', levels: ['fail', undefined] })
    expect(heatOf(bad, ['delivery', 'burst'], 'h2+tls')).toEqual({ grade: 'degraded', levels: ['warn', undefined] })
  })

  test('a product limitation is a warning where it is seen, and lowers no grade', () => {
    const bad = named('bad')
    const expectation = { observed: 'late', reason: '', always: true }
    const cells = [
      cell(
        'bad',
        'b',
        [
          { ...optional, outcome: 'pass' },
          { ...optional, expectation },
        ],
        { axes: { origin: 'chunked', front: 'h2+tls' } },
      ),
    ]
    const row = bad && { ...bad, cells: new Map([['delivery', cells]]) }
    expect(row && heatOf(row, ['delivery'], 'h2+tls')).toEqual({ grade: 'works', levels: ['warn'] })
  })

  test.for([
    [{ product: 'apache' }, ['apache/other']],
    [{ outcome: 'broken' }, ['nginx/bad']],
    [{ outcome: 'unexpected' }, ['nginx/bad']],
    [{ text: 'gzip nginx/' }, ['nginx/bad']],
    [{ text: 'delivery/prompt' }, ['nginx/bad', 'apache/other']],
    [{ version: 'nginx-1.26.3-debian-trixie', text: 'fine' }, ['nginx/fine']],
    [{ runtime: 'docker' }, []],
  ] as const)('is filtered by %j', ([filters, expected]) => {
    const found = rows.filter((row) => isShown(row, { ...NO_FILTERS, ...filters }, row.profile.grade))
    expect(found.map(({ key }) => key)).toEqual(expected)
  })
})

describe('what to change', () => {
  const texts: Readonly<Record<string, string>> = {
    bad: '# why\nlocation / {\n  proxy_pass http://a;\n}\n',
    near: 'location / {\n  proxy_pass http://a;\n  proxy_buffering off;\n}\n',
    far: 'location / {\n  proxy_pass http://b;\n  proxy_buffering off;\n  gzip off;\n}\n',
  }
  const shown = shownReport(
    report({
      profiles: ['bad', 'far', 'near'].map((id) => profile(id, { grade: id === 'bad' ? 'broken' : 'works' })),
      cells: ['bad', 'far', 'near'].map((id) => cell(id, 'x', [id === 'bad' ? required : finding('delivery/live')])),
    }),
    { ...NO_TEXTS, configOf: ({ profile: id }) => ({ [`${id}.conf`]: texts[id] ?? '' }) },
    (id) =>
      trace(id, [], {
        route: [
          { proxy: 'nginx', profile: id.split('/')[1] ?? '', build: '', version: '', profileDigest: '', replaced: [] },
        ],
      }),
  )
  const rows = rowsOf(shown)

  test('is the configuration that passes with the fewest other lines', () => {
    const near = rows[0] && nearestPassing(rows[0], rows)
    expect(near).toMatchObject({ row: { key: 'nginx/near' }, adds: ['proxy_buffering off;'], lacks: [] })
  })

  test('is nothing where the texts have lines of the sandbox', () => {
    const ran = rows.map((row) => ({
      ...row,
      profile: { ...row.profile, texts: row.profile.texts.map((one) => ({ ...one, kind: 'ran' as const })) },
    }))
    expect(ran[0] && nearestPassing(ran[0], ran)).toBeUndefined()
  })

  test('is nothing for one that passes', () => {
    expect(rows[1] && nearestPassing(rows[1], rows)).toBeUndefined()
  })
})

test('a line of a configuration has what the report knows of it', () => {
  const [one] = shownReport(
    report({
      profiles: [
        profile('a', {
          replaced: [
            { where: 'a.conf:2', was: 'user x;', is: '', why: 'none' },
            { where: 'a.conf:4', was: 'listen 80;', is: 'listen 127.0.0.9:1;', why: 'an address of its own' },
          ],
          timers: [{ directive: 'proxy_read_timeout', ms: 3000, where: 'a.conf:3', limits: 'idle' }],
        }),
      ],
    }),
  ).profiles
  if (one === undefined) throw new Error('no profile')
  const config = { name: 'nginx/a', file: 'a.conf', text: 'one\ntwo\nthree\nfour\n', kind: 'original' } as const
  const lines = configLines(config, one, ['unknown directive (a.conf:1)', 'elsewhere (b.conf:2)'])
  expect(lines.map(({ notes }) => notes.map(({ kind }) => kind))).toEqual([
    ['responsible'],
    ['substituted'],
    ['timer'],
    ['substituted'],
  ])
  expect(lines[1]?.notes[0]?.text).toBe('runs without this line: none')
  expect(lines[3]?.notes[0]?.text).toBe('runs with "listen 127.0.0.9:1" instead of "listen 80": an address of its own')
  expect(lines[2]?.notes[0]?.text).toBe('proxy_read_timeout: 3 s (idle)')
})

test('builds of a product are compared, those that could not be judged left out', () => {
  const other = 'nginx-1.18.0-debian-bullseye'
  const shown = shownReport(
    report({
      environment: {
        ...report().environment,
        builds: [
          ...report().environment.builds,
          { id: other, product: 'nginx', version: '1.18.0', origin: 'Debian bullseye' },
        ],
      },
      profiles: [profile('a'), profile('a', { build: other, grade: 'works' })],
      cells: [
        cell('a', 'x', [required, finding('delivery/intact')]),
        cell(
          'a',
          'x',
          [finding('delivery/live'), finding('delivery/intact', { outcome: 'noisy', observed: 'noisy' })],
          { build: other },
        ),
      ],
    }),
  )
  expect(
    buildTotals(shown, rowsOf(shown)).map(({ version, grades }) => [version, grades.broken, grades.works]),
  ).toEqual([
    ['1.26.3', 1, 0],
    ['1.18.0', 0, 1],
  ])
  const chain = { proxy: 'chain', build: `${other}+nginx-1.26.3-debian-trixie` }
  const chained = shownReport({ ...report(), environment: shown.environment, profiles: [profile('c', chain)] })
  expect(buildTotals(chained, rowsOf(chained)).at(-1)).toMatchObject({
    product: 'chains of both',
    version: 'nginx 1.18.0 + nginx 1.26.3',
    grades: { broken: 1 },
  })
  expect(changesBetween(shown, 'nginx')).toEqual([
    {
      product: 'nginx',
      criterion: 'delivery/live',
      profiles: ['a'],
      results: [
        { level: 'pass', observed: 'live' },
        { level: 'fail', observed: 'held' },
      ],
    },
  ])
})

test.for([
  [{ origin: 'chunked', event: '60', front: 'h1' }, 'chunked origin, first event of 60 bytes, cleartext HTTP/1.1'],
  [{ front: 'h2+tls' }, 'HTTP/2'],
  [{ beat: 'data' }, 'beat data'],
  [{}, 'delivery'],
] as const)('a test case is named by its axis values in words: %j', ([axes, name]) => {
  const axisWords = {
    delivery: {
      'origin=chunked': 'with a chunked origin',
      'event=60': 'with a first event of 60 bytes',
      'front=h1': 'over cleartext HTTP/1.1',
      'front=h2+tls': '',
    },
  }
  expect(caseName({ axisWords }, { scenario: 'delivery', axes: { ...axes } })).toBe(name)
})

test('the command that runs a test case again is safe to paste', () => {
  const again = {
    proxy: 'nginx',
    profile: "a'; rm -rf x",
    build: 'b1+b2',
    runtime: 'local',
    scenario: 'delivery',
    axes: { front: 'h1+tls' },
  }
  expect(rerunCommand(again)).toBe(
    "npx sse-compat run --proxy nginx --profile 'a'\\''; rm -rf x' --scenario delivery --axis front=h1+tls --builds b1 --builds b2 --runtime local",
  )
})
