/** The watchdog's own program: reads orders from its standard input and carries them out at its end. */

import { setTimeout as pause } from 'node:timers/promises'
import { findEngine, removeContainers } from '../docker-engine.ts'
import { killGroup, removeFolder } from './run-folder.ts'
import type { Order } from './watchdog.ts'

const groups = new Set<number>()
const folders = new Set<string>()
const containers: { host: string; label: string }[] = []

function take(line: string): void {
  const order = JSON.parse(line) as Order
  if (order.do === 'watch-group') groups.add(order.group)
  else if (order.do === 'forget-group') groups.delete(order.group)
  else if (order.do === 'watch-folder') folders.add(order.folder)
  else if (order.do === 'watch-containers') containers.push(order)
}

let unfinished = ''
process.stdin.setEncoding('utf8')
for await (const text of process.stdin) {
  const lines = (unfinished + text).split('\n')
  unfinished = lines.pop() ?? ''
  lines.forEach(take)
}

for (const group of groups) killGroup(group, 'SIGKILL')
for (const { host, label } of containers) {
  process.env.DOCKER_HOST = host
  const engine = await findEngine()
  // One that the engine was still creating when the harness went shows up in a moment.
  if (engine && (await removeContainers(engine, label)) > 0) {
    await pause(500)
    await removeContainers(engine, label)
  }
}
for (const folder of folders) removeFolder(folder)
