/** Who may publish: this machine, except for pages that only pretend to be from this machine, and every client with the token. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerTo } from '../faults/raw.fixture.ts'
import { type TestServer, testServer } from '../testing.ts'

const BODY = '{"type":"n","data":1}'
const NAMED = 'http://page.example:5173'

describe('without a token', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await testServer({ corsOrigins: [NAMED] })
  })
  afterAll(() => server[Symbol.asyncDispose]())
  const publish = (headers: Record<string, string>, target = '/api/notifications') =>
    answerTo(server.port, `POST ${target}`, headers, BODY)

  test.for([
    'localhost',
    'LocalHost:5000',
    '127.0.0.1:1',
    '127.255.0.9:65535',
    '[::1]:5000',
    '[::1]',
    '[::ffff:127.0.0.1]:80',
  ])('Host: %s is accepted', async (Host) => {
    expect(await publish({ Host })).toMatchObject({ status: 200, body: '{"published":true}\n' })
  })

  test.for([
    'evil.example',
    'evil.example:5000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'localhost.',
    '192.0.2.1:5000',
    '[::2]',
    '0.0.0.0',
    '127.0.0.1:port',
    '',
  ])('Host: %s is refused', async (Host) => {
    const before = (await server.stats()).published
    // Header fields of proxies are ignored, because any client can send them.
    const forwarded = { 'X-Forwarded-Host': 'localhost', 'X-Forwarded-For': '127.0.0.1', Forwarded: 'host=localhost' }
    const { status, body } = await publish({ Host, ...forwarded })
    expect(status).toBe(403)
    expect(JSON.parse(body)).toEqual({ error: expect.stringMatching(/^Host is not localhost or a loopback address/) })
    expect((await server.stats()).published).toBe(before)
  })

  test('the authority of an absolute target counts, not Host', async () => {
    const to = (target: string, Host: string) => publish({ Host }, target)
    expect((await to('http://evil.example/api/notifications', 'localhost')).status).toBe(403)
    expect((await to('http://localhost/api/notifications', 'evil.example')).status).toBe(200)
  })

  test.for([
    ['http://localhost:5000', 'same-origin', 200],
    ['http://localhost:5000', '', 200],
    // A proxy on this machine may terminate TLS.
    ['https://localhost:5000', 'same-origin', 200],
    [NAMED, 'cross-site', 200],
    [NAMED, '', 200],
    ['http://localhost:5001', '', 403],
    ['http://localhost:5001', 'same-site', 403],
    ['http://127.0.0.1:5000', '', 403],
    ['http://evil.example', 'cross-site', 403],
    ['http://evil.example:5000', '', 403],
    // A name that resolves to this machine, through a local proxy that changes Host.
    ['http://evil.example:5000', 'same-origin', 403],
    ['null', '', 403],
    ['file://', '', 403],
    ['chrome-extension://localhost:5000', '', 403],
    ['http://localhost:5000, http://localhost:5000', '', 403],
    ['', '', 403],
  ] as const)('a page of %j, Sec-Fetch-Site %j: %i', async ([Origin, site, status]) => {
    const before = (await server.stats()).published
    const answer = await publish({ Host: 'localhost:5000', Origin, ...(site === '' ? {} : { 'Sec-Fetch-Site': site }) })
    expect(answer.status).toBe(status)
    if (status === 403) expect(JSON.parse(answer.body).error).toContain('not named by --cors-origin')
    expect((await server.stats()).published).toBe(before + (status === 200 ? 1 : 0))
  })

  test('default ports are the same as none', async () => {
    expect((await publish({ Host: 'localhost', Origin: 'http://localhost:80' })).status).toBe(200)
    expect((await publish({ Host: 'localhost:443', Origin: 'https://localhost' })).status).toBe(200)
  })
})

test('the host that the server was told to listen on is accepted too', async () => {
  const host = 'LOCALHOST.localdomain'
  const { faultOfLocalRequest } = await import('./pages.ts')
  const request = (Host: string) => ({ url: '/', headers: { host: Host } }) as never
  expect(faultOfLocalRequest(request('localhost.localdomain:5000'), host, [])).toBeUndefined()
  expect(faultOfLocalRequest(request('other.localdomain:5000'), host, [])).toContain('Host')
  expect(faultOfLocalRequest(request('[2001:db8::1]:5000'), '2001:DB8:0::1', [])).toBeUndefined()
})

describe('with a token', () => {
  const publishToken = 'secret'
  const Authorization = 'Bearer secret'

  test('Host is not looked at: who has the token may come through any proxy', async () => {
    await using server = await testServer({ publishToken })
    const publish = (headers: Record<string, string>) => answerTo(server.port, 'POST /api/notifications', headers, BODY)
    const own = { Origin: 'https://app.example', 'Sec-Fetch-Site': 'same-origin' }
    expect((await publish({ Host: 'app.example', Authorization })).status).toBe(200)
    expect((await publish({ Host: 'backend', Authorization, ...own })).status).toBe(200)
    expect((await publish({ Host: 'localhost', Authorization: '' })).status).toBe(401)
  })

  test('a page of another site may not, even with the token', async () => {
    await using server = await testServer({ publishToken })
    const { status } = await answerTo(
      server.port,
      'POST /api/notifications',
      { Authorization, Origin: 'http://evil.example' },
      BODY,
    )
    expect(status).toBe(403)
  })

  test('after ten wrong tokens none is looked at for a while, not even the right one, and each was logged', async () => {
    await using server = await testServer({ publishToken })
    const publish = (authorization?: string) =>
      answerTo(server.port, 'POST /api/notifications', authorization === undefined ? {} : { authorization }, BODY)
    for (let i = 0; i < 12; i++) expect((await publish()).status).toBe(401)
    for (let i = 0; i < 10; i++) expect((await publish(`Bearer wrong-${i}`)).status).toBe(401)
    for (const authorization of ['Bearer wrong', Authorization]) {
      const { status, headers, body } = await publish(authorization)
      expect(status).toBe(429)
      expect(Number(headers['retry-after'])).toBeGreaterThan(0)
      expect(JSON.parse(body)).toEqual({ error: expect.stringContaining('too many wrong publish tokens') })
    }
    expect((await publish()).status).toBe(401)
    expect((await server.stats()).published).toBe(0)
    const lines = server.logged.filter(({ event }) => event === 'wrong-token')
    expect(lines).toHaveLength(10)
    expect(lines[0]).toMatchObject({
      level: 'warn',
      path: '/api/notifications',
      remote: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    })
    expect(JSON.stringify(server.logged)).not.toContain('wrong-0')
  })

  const many = process.platform === 'linux'
  test.skipIf(!many)(
    `another address is not concerned${many ? '' : ' (this machine has one loopback address)'}`,
    async () => {
      await using server = await testServer({ publishToken })
      for (let i = 0; i < 11; i++) await answerTo(server.port, 'POST /api/notifications', { Authorization: 'x' }, BODY)
      const from = (address: string) =>
        answerTo(server.port, 'POST /api/notifications', { Authorization }, BODY, address)
      expect((await from('127.0.0.1')).status).toBe(429)
      expect((await from('127.0.0.2')).status).toBe(200)
    },
  )
})
