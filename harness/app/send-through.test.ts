/** A stream that is withheld piece by piece, through small proxies of the test. */
import { expect, test } from 'vitest'
import { type Recording, replay } from '../../servers/relay/recording.ts'
import { sendThrough } from './send-through.ts'
import { CHUNKED, type Defect, route, TARGET } from './small-proxies.fixture.ts'

const [piece] = CHUNKED.pieces
const many: Recording = {
  ...CHUNKED,
  pieces: Array.from({ length: 5 }, () => piece).filter((one) => one !== undefined),
}
const SENDING = { window: 2000, pieces: 2 }
const HELD = 2000

async function sent(defect: Defect, ending?: Promise<'complete'>) {
  await using one = await route(defect)
  let recordedAtFirst: Recording | undefined
  const sending = sendThrough(one, TARGET, replay(many, ending), {
    ...SENDING,
    onRecorded(recording) {
      recordedAtFirst ??= recording
    },
  })
  const order = Promise.race([
    sending.then(() => 'the stream is over'),
    new Promise((resolve) => {
      const timer = setInterval(() => {
        if (recordedAtFirst === undefined) return
        clearInterval(timer)
        resolve('recorded')
      }, 5)
    }),
  ])
  return { first: await order, recordedAtFirst, ...(await sending) }
}

test.concurrent('the recording is there before the stream is over, since other tests wait for it', async () => {
  const { first, recordedAtFirst, recording } = await sent({ buffers: HELD })
  expect(first).toBe('recorded')
  expect(recordedAtFirst).toEqual(recording)
})

test.concurrent('a finite response that bytes flush is not one that only its end flushes', async () => {
  const { passage } = await sent({ buffers: HELD }, Promise.resolve('complete'))
  expect(passage.end?.how).toBe('complete')
  expect(passage.flushed).toMatchObject({ by: 'bytes', byPadding: true })
})
