/** Networks through which containers, clients and origins reach each other, without a forwarder where Linux allows it. */

import { randomBytes } from 'node:crypto'
import type { Address } from '../model/index.ts'
import { claimAddressBlock, freePort } from './address-block.ts'
import type { DockerEngine } from './docker-engine.ts'

/**
 * `host`: everything on the loopback. `bridge`: through the engine's default bridge. `internal`: a network of the run's own, from
 * which no other host can be reached. On systems other than Linux all of them publish ports.
 */
export type DockerNetworkMode = 'host' | 'bridge' | 'internal'

/** Port that a proxy listens on in a container with its own network. */
const INSIDE_PORT = 8080

export interface DockerNetwork extends AsyncDisposable {
  readonly description: string
  /** The network's name in Docker. */
  readonly name: string
  /** The engine runs on this machine, so that its folders can be mounted. */
  readonly isLocal: boolean
  /** Ports that have to be published. */
  readonly published: readonly number[]
  /** Address that the next proxy has to listen on, as seen from its container. */
  listen(): Promise<Address>
  /** Address by which a client reaches that proxy. */
  reached(listen: Address, container: { ip(): string; mapped(port: number): Address }): Address
  originBind(): string
  originReachedAt(bind: string, port: number): Address
}

/** @param labels for a network that is created */
export async function dockerNetwork(
  engine: DockerEngine,
  wanted: DockerNetworkMode,
  labels: Readonly<Record<string, string>>,
): Promise<DockerNetwork> {
  if (!(await sharesOurKernel(engine))) return publishing()
  if (wanted === 'internal') return onInternal(engine, labels)
  return wanted === 'host' ? onHost() : onBridge(engine)
}

/** Docker Desktop and other systems run containers in a virtual machine. */
async function sharesOurKernel(engine: DockerEngine): Promise<boolean> {
  if (process.platform !== 'linux' || !engine.host.startsWith('unix://')) return false
  const info = (await engine.json('GET', '/info')) as { OperatingSystem: string }
  return !info.OperatingSystem.includes('Docker Desktop')
}

async function onHost(): Promise<DockerNetwork> {
  const block = await claimAddressBlock()
  return {
    description: `containers, host network, ${block.network}`,
    name: 'host',
    isLocal: true,
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

interface NetworkDescription {
  readonly IPAM: { readonly Config: readonly { readonly Gateway?: string }[] }
}

async function onBridge(engine: DockerEngine): Promise<DockerNetwork> {
  const bridge = (await engine.json('GET', '/networks/bridge')) as NetworkDescription
  const gateway = bridge.IPAM.Config[0]?.Gateway ?? '172.17.0.1'
  return {
    ...throughGateway('bridge', gateway),
    description: `containers, bridge network, host at ${gateway}`,
    [Symbol.asyncDispose]: async () => {},
  }
}

/** https://docs.docker.com/reference/cli/docker/network/create/#internal */
async function onInternal(engine: DockerEngine, labels: Readonly<Record<string, string>>): Promise<DockerNetwork> {
  const name = `sse-compat-${randomBytes(6).toString('hex')}`
  await engine.json('POST', '/networks/create', { Name: name, Driver: 'bridge', Internal: true, Labels: labels })
  const made = (await engine.json('GET', `/networks/${name}`)) as NetworkDescription
  const gateway = made.IPAM.Config[0]?.Gateway ?? ''
  return {
    ...throughGateway(name, gateway),
    description: `containers, internal network, host at ${gateway}`,
    async [Symbol.asyncDispose]() {
      await engine.status('DELETE', `/networks/${name}`)
    },
  }
}

/** A container's own address can be reached from the host, and the network's gateway is the host, so no port is published. */
const throughGateway = (name: string, gateway: string) => ({
  name,
  isLocal: true,
  published: [],
  listen: async () => ({ host: '0.0.0.0', port: INSIDE_PORT }),
  reached: ({ port }: Address, container: { ip(): string }) => ({ host: container.ip(), port }),
  originBind: () => gateway,
  originReachedAt: (_: string, port: number) => ({ host: gateway, port }),
})

function publishing(): DockerNetwork {
  return {
    description: 'containers in a virtual machine, published ports',
    name: 'bridge',
    isLocal: false,
    published: [INSIDE_PORT],
    listen: async () => ({ host: '0.0.0.0', port: INSIDE_PORT }),
    reached: ({ port }, container) => container.mapped(port),
    originBind: () => '127.0.0.1',
    originReachedAt: (_, port) => ({ host: 'host.docker.internal', port }),
    [Symbol.asyncDispose]: async () => {},
  }
}
