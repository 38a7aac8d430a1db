/** A fact as a readable sentence. Pure. */
import type { Fact } from '../../../../harness/model/index.ts'
import { what, who } from '../../markdown/timeline.ts'

/** Steps of scenarios. One that is not listed is shown by its name. */
const STEPS: Readonly<Record<string, string>> = {
  asked: 'request for the next answer of the application',
  'awaiting-reconnect': 'waits until the client reconnects',
  beats: 'begins to send heartbeats',
  'beats-done': 'the heartbeats end',
  break: 'breaks the connection off',
  'busy-done': 'the busy stream ends',
  busy: 'begins a stream that is never idle',
  close: 'closes the connection',
  cut: 'the idle stream was closed',
  done: 'the wait ends',
  end: 'ends the response',
  fail: 'fails before the response headers',
  filled: 'as many streams are open as are served',
  gated: 'sends events; each waits until the client has the one before',
  'given-up': 'the proxy gave up waiting',
  grow: 'sends padding until the events are flushed',
  'head-waits': 'the response headers have not arrived: sends the first event',
  late: 'sends the response headers late',
  leave: 'the client disconnects',
  leaving: 'the clients disconnect',
  more: 'sends more, to see what flushes the headers',
  'not-cut': 'the idle stream is still open',
  nudge: 'sends one more event, to see whether it flushes the one before',
  opened: 'the streams are open',
  'origin-down': 'the application goes down',
  'origin-up': 'the application is back',
  over: 'the scenario ends',
  paused: 'the client stops reading',
  quiet: 'waits, to see whether a timer flushes the event',
  released: 'buffered bytes reached the client',
  reload: 'reloads the proxy',
  reloaded: 'the proxy has reloaded',
  round: 'a round of streams begins',
  'round-over': 'the round ends',
  silence: 'the stream is idle from here on',
  taken: 'how much was accepted for a client that does not read',
  waited: 'the wait ends',
  weigh: 'sends padding step by step, to find the size of the buffer',
}

export function factWords(fact: Fact): string {
  if (fact.fact !== 'act') return what(fact)
  const detail = Object.entries(fact.detail).map(([name, value]) => `${name}: ${String(value)}`)
  const words = STEPS[fact.name] ?? `step "${fact.name}"`
  return detail.length === 0 ? words : `${words} (${detail.join(', ')})`
}

export const factWho = (fact: Fact): string => {
  const words = who(fact)
  return fact.side === 'origin' ? words.replace(/^origin/, 'test upstream') : fact.side === 'harness' ? 'test' : words
}
