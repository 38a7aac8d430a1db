/**
 * Steps of `compression`. The same chunked stream three times: for a client that accepts the codings of the axis `accepts`, for
 * the same with no-transform in the response, and for one that accepts no content coding.
 */

import type { Ms, OpenOptions, Stage } from '../../harness/model/index.ts'
import { runGated } from '../../harness/scenario-kit/gated-stream.ts'
import { ETAG, FORBIDDEN, IDENTITY, STREAMS } from './streams.ts'

const PATIENCE: Ms = 600
const EVENTS = 3

/** The client's default header has every coding. */
const accepting = (codings = 'every'): OpenOptions =>
  codings === 'every' ? {} : { headers: { 'Accept-Encoding': codings } }

export async function run(stage: Stage): Promise<void> {
  await Promise.all(
    STREAMS.map((name) =>
      runGated(stage, name, {
        open: accepting(name === IDENTITY ? 'identity' : stage.axes.accepts),
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
