/** The watchdog's own program: reads orders from its standard input and carries them out at its end. */

import { setTimeout as pause } from 'node:timers/promises'
import { findEngine, removeContainers } from '../docker-engine.ts'
import { killGroup, removeFolder } from './run-folder.ts'
import { groupsIn } from './run-processes.ts'
import type { Order } from './watchdog.ts'

let strays = true
const groups = new Set<number>()
const folders = new Set<string>()
const containers: { host: string; label: string }[] = []

function take(line: string): void {
  const order = JSON.parse(line) as Order
  if (order.do === 'watch-group') groups.add(order.group)
  else if (order.do === 'forget-group') groups.delete(order.group)
  else if (order.do === 'watch-folder') folders.add(order.folder)
  else if (order.do === 'watch-containers') containers.push(order)
  else strays = false
}

/** A proxy that was being started when the harness went was never told of; it may still be on its way. */
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
  // One that the engine was still creating when the harness went shows up in a moment, or later where many are.
  for (let look = 0, quiet = 0; strays && quiet < 3 && look < 12; look += 1) {
    await pause(700)
    quiet = (await removeContainers(engine, label)) === 0 ? quiet + 1 : 0
  }
}
for (const folder of folders) removeFolder(folder)
