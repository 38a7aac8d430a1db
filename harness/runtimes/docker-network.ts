/** Three ways in which containers, clients and origins reach one another, without a forwarder where Linux allows it. */

import type { DockerEngine } from '../docker-engine.ts'
import type { Address } from '../model.ts'
import { claimAddressBlock, freePort } from './address-block.ts'

/** `host`: everything on loopback. `bridge`: through the engine's default bridge. Elsewhere than on Linux both publish ports. */
export type DockerNetworkMode = 'host' | 'bridge'

/** Where a proxy listens in a container that has a network of its own. */
const INSIDE_PORT = 8080

export interface DockerNetwork extends AsyncDisposable {
  readonly description: string
  /** Docker's name for it. */
  readonly mode: 'host' | 'bridge'
  /** Ports that have to be published. */
  readonly published: readonly number[]
  /** Where the next proxy has to listen, as it sees it. */
  listen(): Promise<Address>
  /** Where a client reaches it then. */
  reached(listen: Address, container: { ip(): string; mapped(port: number): Address }): Address
  originBind(): string
  originReachedAt(bind: string, port: number): Address
}

export async function dockerNetwork(engine: DockerEngine, wanted: DockerNetworkMode): Promise<DockerNetwork> {
  if (!(await sharesOurKernel(engine))) return publishing()
  return wanted === 'host' ? onHost() : onBridge(engine)
}

/** Docker Desktop and other systems keep containers in a virtual machine. */
async function sharesOurKernel(engine: DockerEngine): Promise<boolean> {
  if (process.platform !== 'linux' || !engine.host.startsWith('unix://')) return false
  const info = (await engine.json('GET', '/info')) as { OperatingSystem: string }
  return !info.OperatingSystem.includes('Docker Desktop')
}

async function onHost(): Promise<DockerNetwork> {
  const block = await claimAddressBlock()
  return {
    description: `containers, host network, ${block.network}`,
    mode: 'host',
    published: [],
    async listen() {
      const host = block.next()
      return { host, port: await freePort(host) }
    },
    reached: (listen) => listen,
    originBind: () => block.next(),
    originReachedAt: (host, port) => ({ host, port }),
    [Symbol.asyncDispose]: () => block[Symbol.asyncDispose](),
  }
}

/** A container's own address can be reached from the host, and the bridge's gateway is the host: nothing is published. */
async function onBridge(engine: DockerEngine): Promise<DockerNetwork> {
  const bridge = (await engine.json('GET', '/networks/bridge')) as { IPAM: { Config: { Gateway: string }[] } }
  const gateway = bridge.IPAM.Config[0]?.Gateway ?? '172.17.0.1'
  return {
    description: `containers, bridge network, host at ${gateway}`,
    mode: 'bridge',
    published: [],
    listen: async () => ({ host: '0.0.0.0', port: INSIDE_PORT }),
    reached: ({ port }, container) => ({ host: container.ip(), port }),
    originBind: () => gateway,
    originReachedAt: (host, port) => ({ host, port }),
    [Symbol.asyncDispose]: async () => {},
  }
}

function publishing(): DockerNetwork {
  return {
    description: 'containers in a virtual machine, published ports',
    mode: 'bridge',
    published: [INSIDE_PORT],
    listen: async () => ({ host: '0.0.0.0', port: INSIDE_PORT }),
    reached: ({ port }, container) => container.mapped(port),
    originBind: () => '127.0.0.1',
    originReachedAt: (_, port) => ({ host: 'host.docker.internal', port }),
    [Symbol.asyncDispose]: async () => {},
  }
}
