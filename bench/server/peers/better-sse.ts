import { readFileSync } from 'node:fs'
import type { Peer } from '../peer.ts'
import { startNode } from './node-process.ts'

const SERVER = new URL('better-sse-server.ts', import.meta.url)
const MANIFEST = new URL('../../../node_modules/better-sse/package.json', import.meta.url)

/** The better-sse package: https://matthewwid.github.io/better-sse */
export function betterSse(options: { readonly nodeOptions: readonly string[] }): Peer {
  const { version } = JSON.parse(readFileSync(MANIFEST, 'utf8'))
  return { id: 'better-sse', title: `better-sse ${version}`, start: () => startNode(SERVER, [], options.nodeOptions) }
}
