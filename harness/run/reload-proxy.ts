/** Makes a running proxy reload its configuration, by the method that its operators use. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Adapter, Instance, Ms } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'

const PATIENCE: Ms = 10_000

/** Resolves when the new configuration is in force. @throws SseCompatError `not-reloaded` */
export async function reloadProxy(instance: Instance, adapter: Adapter): Promise<void> {
  const before = instance.logs().length
  const { reload } = adapter.capabilities
  if (reload === undefined) throw new Error(`${adapter.product} declares no reload`)
  await instance.signal(reload.signal)
  const deadline = performance.now() + PATIENCE
  while (!reload.doneWhen.test(instance.logs().slice(before))) {
    if (performance.now() > deadline) {
      throw new SseCompatError('not-reloaded', `${adapter.title} did not tell within 10 s that it has reloaded`)
    }
    await pause(5)
  }
}
