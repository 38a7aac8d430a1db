/** Servers whose certificate is wrong, each in its own way: real handshakes, one line each, and what to do. */
import { once } from 'node:events'
import { createServer as plainServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:tls'
import { generate, type SelfsignedOptions } from 'selfsigned'
import { expect, test } from 'vitest'
import { createClockMap } from '../lab/clock-map.ts'
import { createControl } from '../lab/control.ts'
import { probe } from './probe.ts'
import { readTarget } from './target.ts'

const DAY = 86_400_000
type Made = Awaited<ReturnType<typeof generate>>

function made(name: string, by: Made | undefined, more: SelfsignedOptions): Promise<Made> {
  return generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - DAY),
    notAfterDate: new Date(Date.now() + DAY),
    ...(by === undefined ? {} : { ca: { key: by.private, cert: by.cert } }),
    ...more,
  })
}
const authority = (name: string, by?: Made): Promise<Made> =>
  made(name, by, {
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  })
const server = (by: Made | undefined, { ip = '127.0.0.1', days = 0 } = {}): Promise<Made> =>
  made('server', by, {
    notBeforeDate: new Date(Date.now() + (days - 1) * DAY),
    notAfterDate: new Date(Date.now() + (days + 1) * DAY),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip }] },
    ],
  })

const root = await authority('root')
const between = await authority('between', root)
const leaf = await server(between)
const whole = `${leaf.cert}\n${between.cert}`
const own = await server(undefined)

async function answering({ cert, private: key }: Pick<Made, 'cert' | 'private'>) {
  const tls = createServer({ cert, key, ALPNProtocols: ['http/1.1'] }, (socket) => {
    socket.on('error', () => {})
    socket.end('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: a\n\n')
  })
  tls.on('tlsClientError', () => {})
  tls.listen(0, '127.0.0.1')
  await once(tls, 'listening')
  return { port: (tls.address() as AddressInfo).port, [Symbol.dispose]: () => void tls.close() }
}

async function probing(port: number, trusted: string | undefined) {
  const report = await probe({
    target: readTarget(`https://127.0.0.1:${port}/events`, trusted),
    request: { method: 'GET', headers: [], body: undefined },
    direct: undefined,
    window: 20_000,
    hops: [],
    identify: true,
    signal: new AbortController().signal,
    tell: () => {},
  })
  return report.findings.find(({ id }) => id === 'certificate')
}

test.for<[string, Pick<Made, 'cert' | 'private'>, string | undefined, RegExp, RegExp]>([
  ['another name', await server(root, { ip: '127.9.9.9' }), root.cert, /for another name/, /subjectAltName/],
  ['expired', await server(root, { days: -3 }), root.cert, /has expired/, /renew/],
  ['not valid yet', await server(root, { days: 3 }), root.cert, /not valid yet/, /clock/],
  ['signed by itself', own, undefined, /signed by itself/, /--ca FILE/],
  ['without the intermediate', leaf, root.cert, /that signed its certificate was not sent/, /fullchain\.pem/],
  ['a private authority, not sent', await server(root), undefined, /was not sent, and is not trusted/, /--ca FILE/],
  ['an unknown authority', { ...leaf, cert: whole }, undefined, /authority that is not trusted here/, /--ca FILE/],
  ['an unknown root, sent', { ...leaf, cert: `${whole}\n${root.cert}` }, undefined, /not trusted here/, /--ca FILE/],
])('%s', async ([, made, trusted, says, advice]) => {
  using site = await answering(made)
  const found = await probing(site.port, trusted)
  expect(found).toMatchObject({
    level: 'broken',
    says: expect.stringMatching(says),
    advice: expect.stringMatching(advice),
  })
  const target = readTarget(`https://127.0.0.1:${site.port}/lab`, trusted)
  const control = createControl({ target, token: 'a', headers: [], clock: createClockMap() })
  await expect(control.hello({ want: 'hello', protocol: 1 })).rejects.toThrow(says)
  control.close()
})

test('a certificate that is trusted is no finding', async () => {
  using site = await answering({ ...leaf, cert: whole })
  using alone = await answering(own)
  expect([await probing(site.port, root.cert), await probing(alone.port, own.cert)]).toEqual([undefined, undefined])
})

test('a server that speaks HTTP/2 only is not judged: a browser may get its stream', async () => {
  const tls = createServer({ cert: whole, key: leaf.private, ALPNProtocols: ['h2'] }, () => {})
  await once(tls.listen(0, '127.0.0.1'), 'listening')
  const report = await probe({
    target: readTarget(`https://127.0.0.1:${(tls.address() as AddressInfo).port}/events`, root.cert),
    request: { method: 'GET', headers: [], body: undefined },
    direct: undefined,
    window: 20_000,
    hops: [],
    identify: false,
    signal: new AbortController().signal,
    tell: () => {},
  })
  tls.close()
  expect([report.grade, report.findings[0]?.id]).toEqual(['unknown', 'no-http-1'])
})

test('https: to a port without TLS', async () => {
  const plain = plainServer().listen(0, '127.0.0.1')
  await once(plain, 'listening')
  const found = await probing((plain.address() as AddressInfo).port, undefined)
  plain.close()
  expect(found).toMatchObject({ says: 'no TLS is spoken there (ERR_SSL_WRONG_VERSION_NUMBER)' })
})
