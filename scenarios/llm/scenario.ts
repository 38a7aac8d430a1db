import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'
import { APIS } from './wire.ts'

export const scenario: Scenario = {
  id: 'llm',
  version: 1,
  question: 'Does a language model’s answer reach its user token by token, and does an abort reach the model?',
  why: 'A chat is a POST whose response is a stream: it is sent token by token, ends with its usage, may fail half-way, and costs money until the user’s abort reaches the model.',
  references: [
    'https://platform.openai.com/docs/api-reference/chat-streaming',
    'https://docs.anthropic.com/en/docs/build-with-claude/streaming',
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream',
  ],
  axes: { api: APIS, front: ['h1'] },
  axisWords: { 'api=openai': 'of OpenAI’s format', 'api=anthropic': 'of Anthropic’s format' },
  asks: 'every',
  needs: [],
  load: 'waiting',
  proxy: 'shared',
  longest: 30_000,
  stallTolerance: 400,
  check: 'purpose',
  purposes: ['llm'],
  answers: { post: 'every' },
  dependsOn: ['delivery/live', 'llm/request', 'llm/tokens'],
  run,
  criteria,
}
