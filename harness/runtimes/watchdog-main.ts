/** The watchdog's own program: reads orders from its standard input, starts the ordered processes, and cleans up when its input ends. */

import { spawn } from 'node:child_process'
import { closeSync, fchownSync, openSync } from 'node:fs'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { findEngine, removeContainers, removeNetworks } from './docker-engine.ts'
import { killGroup, removeFolder } from './run-folder.ts'
import { groupsIn } from './run-processes.ts'
import type { Command, News, Order } from './watchdog.ts'

let strays = true
const groups = new Set<number>()
const folders = new Set<string>()
const containers: { host: string; label: string }[] = []

// The harness that reads it may have ended.
process.stdout.on('error', () => {})
const tell = (news: News) => process.stdout.write(`${JSON.stringify(news)}\n`)

function take(line: string): void {
  const order = JSON.parse(line) as Order
  if (order.do === 'start') start(order.id, order)
  else if (order.do === 'forget-group') groups.delete(order.group)
  else if (order.do === 'watch-folder') folders.add(order.folder)
  else if (order.do === 'watch-containers') containers.push(order)
  else strays = false
}

function start(id: number, command: Command): void {
  const child = spawned(command)
  // A failed start is reported by its missing pid.
  child?.on('error', () => {})
  if (child?.pid === undefined) {
    tell({ id, news: 'started' })
    return
  }
  const group = child.pid
  groups.add(group)
  let isTold = false
  const started = (pid: number): void => {
    if (!isTold) tell({ id, news: 'started', pid, group })
    isTold = true
  }
  if (command.infoFd === undefined) started(group)
  else void insideOf(child.stdio[command.infoFd] as Readable).then((pid) => pid !== undefined && started(pid))
  child.once('exit', (code, signal) => {
    started(group)
    const how = command.infoFd === undefined ? `exit code ${code}` : endedBy(code ?? 0)
    tell({ id, news: 'ended', how: signal ? `killed by ${signal}` : how })
  })
}

/** The program that starts a proxy in namespaces exits with 128 plus the number of the signal that ended the proxy. */
function endedBy(code: number): string {
  const name = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0]
  return name === undefined ? `exit code ${code}` : `killed by ${name}`
}

/** The process id that bubblewrap reports; undefined where it exited before. */
async function insideOf(info: Readable): Promise<number | undefined> {
  let text = ''
  for await (const part of info) text += part
  return Number(/"child-pid": (\d+)/.exec(text)?.[1]) || undefined
}

function spawned({ file, args, cwd, env, printed, user, infoFd }: Command) {
  let descriptor: number | undefined
  try {
    // A file, not a pipe: Node's pipes are sockets, which a proxy cannot reopen as /dev/stderr.
    // Never an existing one: it could be a link that another proxy of the same user made.
    descriptor = openSync(printed, 'ax', 0o600)
    // Apache reopens it by name.
    if (user !== undefined) fchownSync(descriptor, user, user)
    const identity = user === undefined ? {} : { uid: user, gid: user }
    const more: 'pipe'[] = infoFd === undefined ? [] : ['pipe']
    return spawn(file, args, {
      cwd,
      env,
      ...identity,
      stdio: ['ignore', descriptor, descriptor, ...more],
      detached: true,
    })
  } catch {
    return undefined
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

/** Other processes that the harness was starting when it ended, e.g. a configuration test, may appear later. */
async function killStrays(): Promise<void> {
  for (let look = 0; look < 2; look += 1) {
    if (look > 0) await pause(300)
    for (const folder of folders) for (const group of groupsIn(folder)) killGroup(group, 'SIGKILL')
  }
}

let unfinished = ''
process.stdin.setEncoding('utf8')
for await (const text of process.stdin) {
  const lines = (unfinished + text).split('\n')
  unfinished = lines.pop() ?? ''
  lines.forEach(take)
}

for (const group of groups) killGroup(group, 'SIGKILL')
if (strays) await killStrays()
for (const { host, label } of containers) {
  process.env.DOCKER_HOST = host
  const engine = await findEngine()
  if (engine === undefined) continue
  await removeContainers(engine, label)
  // A container that the engine was still creating when the harness ended appears a moment later, or after longer where there are
  // many.
  for (let look = 0, quiet = 0; strays && quiet < 3 && look < 12; look += 1) {
    await pause(700)
    quiet = (await removeContainers(engine, label)) === 0 ? quiet + 1 : 0
  }
  await removeNetworks(engine, label)
}
for (const folder of folders) removeFolder(folder)
