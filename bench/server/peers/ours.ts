import { readFileSync } from 'node:fs'
import type { Peer } from '../peer.ts'
import { startNode } from './node-process.ts'

const SERVER = new URL('../../../harness/cli/serve-alone.ts', import.meta.url)
const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))

/**
 * Our server as `sse-compat serve` starts it, with queues, history, limits and its log.
 * @param options.args additional arguments of `serve`
 */
export function ours(options: { readonly args?: readonly string[]; readonly nodeOptions: readonly string[] }): Peer {
  const { args = [], nodeOptions } = options
  return {
    id: 'ours',
    title: `sse-compat serve ${version}`,
    start: () => startNode(SERVER, ['--port', '0', '--max-connections', '20000', ...args], nodeOptions),
  }
}
