/**
 * The request of a stream for each value of the axis `method`: an EventSource's GET, or a POST with a small JSON body, as clients
 * of language models send it.
 */
import type { OpenOptions } from '../model/index.ts'

const POST: OpenOptions = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"stream":true}' }

export const requestBy = (method: string | undefined): OpenOptions => (method === 'POST' ? POST : {})
