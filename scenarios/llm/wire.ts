/**
 * The messages between a client and the API of a language model in a streamed chat: OpenAI's Chat Completions and Anthropic's
 * Messages. Written from https://platform.openai.com/docs/api-reference/chat-streaming and
 * https://docs.anthropic.com/en/docs/build-with-claude/streaming.
 */
import { type ApiStep, STREAM_TYPE } from '../../harness/scenario-kit/exchanges/api-step.ts'

export const APIS = ['openai', 'anthropic'] as const

export interface Api {
  readonly chat: ApiStep
  /** The model fails after some tokens. */
  readonly failing: ApiStep
  /** The model refuses, and names a time to retry after. */
  readonly limited: ApiStep
  /** The user stops it while tokens arrive. */
  readonly aborted: ApiStep
  /** Written after the client has closed its stream. */
  readonly nextToken: string
}

/** A field whose name has an underscore: some clients send such fields, and some proxies drop them. */
export const UNDERSCORED = 'session_id'

const TOKENS = ['One', ' plus', ' one', ' is', ' exactly', ' two', ' 👩‍🚀', '.']
/** Text in several scripts, so that a change of its encoding is detected. */
const QUESTION = 'Grüße, 世界 👩‍🚀: what is 1 + 1, "exactly"?'

const STREAM = [
  ['Content-Type', STREAM_TYPE],
  ['Cache-Control', 'no-cache'],
] as const

function apiOf(
  fields: Readonly<Record<string, string>>,
  body: object,
  { before, token, after, error, refusal }: Texts,
): Api {
  const request = {
    title: 'the chat request',
    method: 'POST' as const,
    fields: { 'Content-Type': 'application/json', Accept: 'application/json', ...fields, [UNDERSCORED]: 'chat-1' },
    body: JSON.stringify(body),
  }
  const stream = { status: 200, answerFields: STREAM }
  const some = TOKENS.slice(0, 2).map(token)
  return {
    chat: { ...request, name: 'chat', ...stream, blocks: [...before, ...TOKENS.map(token), ...after] },
    failing: { ...request, name: 'failing', ...stream, blocks: [...before, ...some, error] },
    limited: {
      ...request,
      name: 'limited',
      status: 429,
      answerFields: [
        ['Content-Type', 'application/json'],
        ['Retry-After', '7'],
      ],
      blocks: [refusal],
    },
    aborted: { ...request, name: 'aborted', ...stream, blocks: [...before, ...some] },
    nextToken: token(' more'),
  }
}

interface Texts {
  readonly before: readonly string[]
  readonly token: (text: string) => string
  /** What follows the last token: the usage, and the end marker. */
  readonly after: readonly string[]
  readonly error: string
  readonly refusal: string
}

function openai(): Api {
  const chunk = (rest: object): string =>
    `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'any', ...rest })}\n\n`
  const delta = (content: object, finish: string | null = null): string =>
    chunk({ choices: [{ index: 0, delta: content, finish_reason: finish }] })
  const failure = { error: { message: 'The model failed', type: 'server_error', code: null } }
  return apiOf(
    { Authorization: 'Bearer none', 'OpenAI-Organization': 'org-none' },
    {
      model: 'any',
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content: QUESTION }],
    },
    {
      before: [delta({ role: 'assistant', content: '' })],
      token: (content) => delta({ content }),
      after: [
        delta({}, 'stop'),
        chunk({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 8, total_tokens: 17 } }),
        'data: [DONE]\n\n',
      ],
      error: `data: ${JSON.stringify(failure)}\n\n`,
      refusal: JSON.stringify({
        error: { message: 'Rate limit reached', type: 'requests', code: 'rate_limit_exceeded' },
      }),
    },
  )
}

function anthropic(): Api {
  const event = (type: string, rest: object = {}): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`
  const failure = (type: string, message: string): object => ({ error: { type, message } })
  return apiOf(
    { 'X-Api-Key': 'none', 'anthropic-version': '2023-06-01' },
    { model: 'any', stream: true, max_tokens: 64, messages: [{ role: 'user', content: QUESTION }] },
    {
      before: [
        event('message_start', {
          message: { id: 'msg_1', role: 'assistant', content: [], usage: { input_tokens: 9 } },
        }),
        event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
        event('ping'),
      ],
      token: (text) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
      after: [
        event('content_block_stop', { index: 0 }),
        event('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 8 } }),
        event('message_stop'),
      ],
      error: event('error', failure('overloaded_error', 'Overloaded')),
      refusal: JSON.stringify({ type: 'error', ...failure('rate_limit_error', 'Too many requests') }),
    },
  )
}

const WIRES: Readonly<Record<string, Api>> = { openai: openai(), anthropic: anthropic() }

/** @throws for an API that is not one of `APIS` */
export function apiNamed(name: string | undefined): Api {
  const api = WIRES[name ?? '']
  if (api === undefined) throw new Error(`no such API: ${name}`)
  return api
}
