/**
 * Steps of `compression`. The same chunked stream three times: for a browser, for a browser with no-transform in the response, and for a
 * client that accepts no content coding.
 */

import type { Ms, Stage } from '../../harness/model/index.ts'
import { playGated } from '../../harness/scenario-kit/gated-stream.ts'
import { ETAG, FORBIDDEN, IDENTITY, STREAMS } from './streams.ts'

const PATIENCE: Ms = 600
const EVENTS = 3

export async function play(stage: Stage): Promise<void> {
  await Promise.all(
    STREAMS.map((name) =>
      playGated(stage, name, {
        open: name === IDENTITY ? { headers: { 'Accept-Encoding': 'identity' } } : {},
        head: {
          headers: [
            ['Content-Type', 'text/event-stream'],
            ['Cache-Control', name === FORBIDDEN ? 'no-cache, no-transform' : 'no-cache'],
            ['ETag', ETAG],
          ],
        },
        events: EVENTS,
        size: Number(stage.axes.event),
        patience: PATIENCE,
      }),
    ),
  )
}
