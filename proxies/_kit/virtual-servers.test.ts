import { expect, it } from 'vitest'
import type { Front, ProxiedRoute } from '../../harness/model/index.ts'
import { answeringIn, oncePerServer, type VirtualServer } from './virtual-servers.ts'

const server = (
  index: number,
  addresses: readonly string[],
  names: readonly string[] = [],
  isDefault = false,
): VirtualServer<string> => ({
  server: `server ${index}`,
  index,
  addresses: addresses.map((address) => ({ address, isDefault })),
  names,
})

it('gives a name to the first server that has it, at each address', () => {
  const all = answeringIn([
    server(0, ['*:80'], ['a', 'b']),
    server(1, ['*:80', '*:81'], ['b', 'c']),
    server(2, ['*:81'], ['c']),
  ])
  expect(all.map(({ index, address, names }) => [index, address, names])).toEqual([
    [0, '*:80', ['a', 'b']],
    [1, '*:80', ['c']],
    [1, '*:81', ['b', 'c']],
    [2, '*:81', []],
  ])
})

it('takes the first server of an address for the default one, or the first that asks to be', () => {
  const defaults = (servers: readonly VirtualServer<string>[]) =>
    answeringIn(servers).flatMap(({ index, isDefault }) => (isDefault ? [index] : []))
  expect(defaults([server(0, ['*:80']), server(1, ['*:80'])])).toEqual([0])
  expect(defaults([server(0, ['*:80']), server(1, ['*:80'], [], true), server(2, ['*:80'], [], true)])).toEqual([1])
})

it('says whether a server is alone at an address, which it may have twice', () => {
  const all = answeringIn([server(0, ['*:80', '*:80']), server(1, ['*:81']), server(2, ['*:81'])])
  expect(all.map(({ index, address, isShared }) => [index, address, isShared])).toEqual([
    [0, '*:80', false],
    [1, '*:81', true],
    [2, '*:81', true],
  ])
})

it('gives a route of a server on two addresses once, with the fronts of both', () => {
  const route = (index: number, address: string, path: string, fronts: readonly Front[] = ['h1']): ProxiedRoute => ({
    path,
    host: '',
    name: path,
    server: { index, address },
    serverWhere: '',
    serverNames: [],
    tls: false,
    isStreamLike: false,
    where: 'a.conf:3',
    target: 'http://app',
    fronts,
  })
  const all = [route(0, '*:80', '/'), route(0, '*:81', '/', ['h1+tls']), route(0, '*:81', '/b/'), route(1, '*:80', '/')]
  expect(oncePerServer(all)).toEqual([{ ...all[0], fronts: ['h1', 'h1+tls'] }, all[2], all[3]])
})
