/**
 * Steps of `accel-header`. The same stream three times: without the header, with `no`, and with `yes`. The responses are
 * close-delimited, since buffering proxies buffer that framing.
 */

import type { HeaderField, Ms, Stage } from '../../harness/model/index.ts'
import { runGated } from '../../harness/scenario-kit/gated-stream.ts'
import { STREAMS } from './streams.ts'

const PATIENCE: Ms = 600
const EVENTS = 3
const SIZE = 60

export async function run(stage: Stage): Promise<void> {
  await Promise.all(
    Object.entries(STREAMS).map(([name, value]) => {
      const headers: HeaderField[] = [
        ['Content-Type', 'text/event-stream'],
        ['Cache-Control', 'no-cache'],
      ]
      if (value !== '') headers.push(['X-Accel-Buffering', value])
      const head = { framing: 'close-delimited', headers } as const
      return runGated(stage, name, { head, events: EVENTS, size: SIZE, patience: PATIENCE })
    }),
  )
}
