import { describe, expect, it } from 'vitest'
import type { PrepareOptions } from '../../harness/model/index.ts'
import { misspeltIn, nothingProxies, type ReachedServer, type ServersOf, selectServer } from './select-server.ts'

interface Server extends ReachedServer {
  readonly paths: readonly string[]
  readonly isTls?: boolean
}

const SERVERS: ServersOf<Server, { readonly path: string }> = {
  answers: ({ host }, name) => host === name,
  isTls: ({ isTls = false }) => isTls,
  routesOf: ({ paths }, preferred) =>
    [...preferred.filter((path) => paths.includes(path)), ...paths].map((path) => ({ path })),
  routeFor: ({ paths }, path) => (paths.includes(path) ? { path } : undefined),
}

const all: readonly Server[] = [
  { index: 0, address: '*:80', host: 'first', paths: ['/exact'] },
  { index: 1, address: '*:80', host: 'second', paths: ['/api/', '/sse/'] },
  { index: 2, address: '*:443', host: 'second', paths: ['/api/'], isTls: true },
  { index: 3, address: '*:81', host: '', paths: ['/api/'] },
]

const select = (options: PrepareOptions, servers = all, forTls = false) => {
  const selected = selectServer(servers, SERVERS, options, forTls)
  return selected && [selected.index, selected.route.path]
}

describe('selectServer', () => {
  it.for([
    ['/sse/ where nothing is named', {}, [1, '/sse/']],
    ['a path', { path: '/exact' }, [0, '/exact']],
    ['a host, with or without a port, in any case', { host: 'FIRST:8080' }, [0, '/exact']],
    ['a host that has no server of its own: what answers any', { host: 'other' }, [3, '/api/']],
    ['exactly one server', { server: { index: 3, address: '*:81' } }, [3, '/api/']],
    ['a server that is not at that address', { server: { index: 3, address: '*:80' } }, undefined],
    ['the one for TLS', { host: 'second', tls: true }, [2, '/api/']],
    ['the one that is not for TLS', { path: '/api/', tls: false }, [1, '/api/']],
    ['nothing', { path: '/nowhere' }, undefined],
  ] as const)('%s', ([, options, selected]) => {
    expect(select(options)).toEqual(selected)
  })

  it('prefers a path with room below it to one without', () => {
    expect(
      select(
        {},
        [all[0], all[3]].flatMap((server) => server ?? []),
      ),
    ).toEqual([3, '/api/'])
  })

  it('prefers a server for TLS where the front is TLS, unless the options say otherwise', () => {
    expect(select({ path: '/api/' }, all, true)).toEqual([2, '/api/'])
    expect(select({ path: '/api/', tls: false }, all, true)).toEqual([1, '/api/'])
  })

  it('keeps the host that was named', () => {
    expect(selectServer(all, SERVERS, { host: 'other' }, false)?.host).toBe('other')
    expect(selectServer(all, SERVERS, {}, false)?.host).toBe('second')
  })
})

describe('nothingProxies', () => {
  const B = { host: 'a.test', path: '/b' }
  const refusal = (options: PrepareOptions) =>
    nothingProxies(options, 'a.conf', 'a proxy is needed', () => [B, { ...B, host: 'b.test' }])

  it('says what a configuration needs where nothing was named', () => {
    expect(refusal({})).toMatchObject({ code: 'bad-config', where: 'a.conf', advice: 'a proxy is needed' })
  })

  it('lists what there is where something was', () => {
    const message = 'nothing proxies a request for host x and path /a'
    const advice = 'what is proxied here: a.test/b, b.test/b'
    expect(refusal({ host: 'x', path: '/a' })).toMatchObject({ code: 'no-route', message, advice })
    expect(refusal({ path: '/a' })).toMatchObject({ advice: 'what is proxied here: /b' })
    expect(nothingProxies({ path: '/a' }, 'a', '', () => [])).toMatchObject({ advice: 'what is proxied here: nothing' })
  })
})

describe('misspeltIn', () => {
  /** What was looked up, in a file of these directives. */
  const lookedUp = (names: readonly string[]): readonly string[] => {
    const found: string[] = []
    misspeltIn(
      names.map((name, at) => ({ name, file: 'a.conf', line: at + 1 })),
      (name) => {
        found.push(name)
        return undefined
      },
    )
    return found
  }

  it('looks each name up once, and no more names than a configuration has', () => {
    expect(lookedUp(['a', 'b', 'a', 'b', 'a'])).toEqual(['a', 'b'])
    const many = Array.from({ length: 5000 }, (_, n) => `name${n}`)
    expect(lookedUp(many)).toEqual(many.slice(0, 1000))
  })
})
