/** Skips test cases that a product does not support, before anything is started; they never count against it. Pure. */
import type { Adapter, Cell, TraceState } from '../model/index.ts'
import { frontOf } from './route-process.ts'

/** Undefined where the proxy next to the client supports what the test case needs. */
export function incapable(adapterOf: (product: string) => Adapter, cell: Cell): TraceState | undefined {
  if (cell.kind === 'control') return undefined
  const { title, capabilities } = adapterOf(cell.route[0].profile.proxy)
  const front = frontOf(cell)
  if (!capabilities.fronts.includes(front)) return { state: 'skipped', because: `${title} has no front ${front}` }
  const isReload = cell.scenario.needs.includes('reload')
  if (!isReload || capabilities.reload !== undefined) return undefined
  return { state: 'skipped', because: `${title} takes no configuration while it runs` }
}
