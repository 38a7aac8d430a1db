/**
 * The few calls of the Docker Engine API that are needed besides testcontainers; no command line, no dependency. Dockerode, which
 * testcontainers contains, takes half a second or more to load (measured), which would delay the watchdog of every run and check.
 */

import { existsSync } from 'node:fs'
import type { IncomingMessage, RequestOptions } from 'node:http'
import { request } from 'node:http'
import { homedir } from 'node:os'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { SseCompatError } from '../model/index.ts'

/** A reachable engine. Paths are those of https://docs.docker.com/reference/api/engine/, without a version. */
export interface DockerEngine {
  /** In the form of DOCKER_HOST: `unix:///var/run/docker.sock`, `tcp://127.0.0.1:2375`. */
  readonly host: string
  /** Sends and receives JSON (undefined for an empty body). Throws SseCompatError `docker` for a status of 400 or above. */
  json(method: string, path: string, body?: unknown): Promise<unknown>
  /** Returns only the status and length of the response. */
  status(method: string, path: string): Promise<number>
  /** The response itself, for streams. Throws like `json`. */
  stream(method: string, path: string, body?: Readable | string): Promise<IncomingMessage>
}

/** The first engine that responds within `patience` ms each: only DOCKER_HOST where it is set, else the usual sockets. */
export async function findEngine(patience = 5000): Promise<DockerEngine | undefined> {
  for (const host of engineHosts()) {
    const target = targetOf(host)
    if (target === undefined) continue
    const engine = engineAt(host, target)
    if (await answers(target, patience)) return engine
  }
  return undefined
}

function engineHosts(): string[] {
  const named = process.env.DOCKER_HOST
  if (named) return [named]
  const folders = ['/var/run', process.env.XDG_RUNTIME_DIR, `${homedir()}/.docker/run`, `${homedir()}/.colima/default`]
  const sockets = folders.filter((folder) => folder !== undefined).map((folder) => `${folder}/docker.sock`)
  return sockets.filter((socket) => existsSync(socket)).map((socket) => `unix://${socket}`)
}

/** Undefined for addresses that Node cannot connect to itself (ssh, npipe, TLS). */
function targetOf(host: string): RequestOptions | undefined {
  if (host.startsWith('unix://')) return { socketPath: host.slice('unix://'.length) }
  if (!/^(tcp|http):\/\//.test(host) || process.env.DOCKER_TLS_VERIFY || !URL.canParse(host)) return undefined
  const { hostname, port } = new URL(host)
  return { host: hostname, port: port || 2375 }
}

function send(
  target: RequestOptions,
  method: string,
  path: string,
  body?: Readable | string,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers: Record<string, string> = { Host: 'docker' }
    if (typeof body === 'string') headers['Content-Type'] = 'application/json'
    if (typeof body === 'object') headers['Content-Type'] = 'application/x-tar'
    const outgoing = request({ ...target, method, path, headers, agent: false }, resolve)
    outgoing.on('error', reject)
    if (typeof body === 'object') pipeline(body, outgoing).catch(reject)
    else outgoing.end(body)
  })
}

async function answers(target: RequestOptions, patience: number): Promise<boolean> {
  try {
    const response = await send({ ...target, signal: AbortSignal.timeout(patience) }, 'GET', '/_ping')
    response.resume()
    return response.statusCode === 200
  } catch {
    return false
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = ''
  response.setEncoding('utf8')
  for await (const part of response) text += part
  return text
}

function engineAt(host: string, target: RequestOptions): DockerEngine {
  const stream = async (method: string, path: string, body?: Readable | string) => {
    const response = await send(target, method, path, body)
    const status = response.statusCode ?? 0
    if (status < 400) return response
    const text = await textOf(response)
    let message = text.trim()
    try {
      message = String((JSON.parse(text) as { message?: string }).message)
    } catch {}
    throw new SseCompatError('docker', `the Docker engine answers ${status} to ${method} ${path}: ${message}`)
  }
  return {
    host,
    stream,
    async json(method, path, body) {
      const text = await textOf(await stream(method, path, body === undefined ? undefined : JSON.stringify(body)))
      return text.trim() === '' ? undefined : JSON.parse(text)
    },
    async status(method, path) {
      const response = await send(target, method, path)
      response.resume()
      return response.statusCode ?? 0
    },
  }
}

/** Removes all containers with a label, running or not. Returns their number. Never throws, because it is used for cleaning up. */
export async function removeContainers(engine: DockerEngine, label: string): Promise<number> {
  try {
    const filters = encodeURIComponent(JSON.stringify({ label: [label] }))
    const found = (await engine.json('GET', `/containers/json?all=1&filters=${filters}`)) as { Id: string }[]
    await Promise.allSettled(found.map(({ Id }) => engine.status('DELETE', `/containers/${Id}?force=1&v=1`)))
    return found.length
  } catch {
    return 0
  }
}

/** Removes all networks with a label that have no containers. Never throws, because it is used for cleaning up. */
export async function removeNetworks(engine: DockerEngine, label: string): Promise<void> {
  try {
    const filters = encodeURIComponent(JSON.stringify({ label: [label] }))
    const found = (await engine.json('GET', `/networks?filters=${filters}`)) as { Id: string }[]
    await Promise.allSettled(found.map(({ Id }) => engine.status('DELETE', `/networks/${Id}`)))
  } catch {}
}
