import type { Criterion, Finding, Trace } from '../../harness/model/index.ts'
import {
  answered,
  answerFieldDifferences,
  blocksOfAll,
  bodyDifference,
  leftOf,
  reached,
  requestDifference,
  requestFieldDifferences,
  statusDifference,
} from '../../harness/scenario-kit/exchanges/api-differences.ts'
import type { ApiStep } from '../../harness/scenario-kit/exchanges/api-step.ts'
import { foundIn } from '../../harness/scenario-kit/exchanges/difference-findings.ts'
import {
  clientFacts,
  count,
  dependent,
  fail,
  isStalled,
  measured,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  quantile,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'
import { EVERY } from './aborting.ts'
import { apiNamed, UNDERSCORED } from './wire.ts'

const apiIn = (trace: Trace) => apiNamed(trace.axes.api)

/** Why the response cannot be judged; undefined if it can. */
function unanswered(trace: Trace, step: ApiStep): Finding | undefined {
  if (reached(trace, [step]).length === 0) return dependent('llm/request', 'the request did not reach the model')
  if (answered(trace, [step]).length > 0) return undefined
  const head = clientFacts(trace, step.name, 'head', 1)[0]
  return dependent('delivery/live', head === undefined ? 'no response arrived' : `the client got status ${head.status}`)
}

const request: Criterion = {
  id: 'request',
  kind: 'required',
  title: 'The chat request reaches the model with its method and its body unaltered.',
  classes: ['unchanged', 'method', 'body', 'refused', 'never'],
  judge: (trace) =>
    foundIn(trace, [requestDifference(trace, apiIn(trace).chat)], {
      same: 'unchanged',
      expected: 'POST, the body unaltered',
    }),
}

const requestFields: Criterion = {
  id: 'request-fields',
  kind: 'required',
  title: 'The API key, the version, Accept and Content-Type reach the model.',
  classes: ['same', 'dropped', 'changed'],
  judge(trace) {
    const { chat } = apiIn(trace)
    if (reached(trace, [chat]).length === 0) return dependent('llm/request', 'the request did not reach the model')
    return foundIn(
      trace,
      requestFieldDifferences(trace, chat, (name) => name !== UNDERSCORED),
      { same: 'same', expected: "the client's own header fields" },
    )
  },
}

const underscores: Criterion = {
  id: 'underscores',
  // Neither API nor MCP names such a field (`Mcp-Session-Id` has hyphens), and a proxy that accepts it accepts `X_Real_IP` too, which CGI
  // and WSGI cannot tell from `X-Real-IP`: no recommended configuration should have to.
  kind: 'informative',
  title: `Whether a field with an underscore in its name, such as ${UNDERSCORED}, reaches the model.`,
  classes: ['same', 'dropped', 'changed'],
  judge(trace) {
    const { chat } = apiIn(trace)
    if (reached(trace, [chat]).length === 0) return dependent('llm/request', 'the request did not reach the model')
    const differences = requestFieldDifferences(trace, chat, (name) => name === UNDERSCORED)
    const found = foundIn(trace, differences, { same: 'same', expected: `${UNDERSCORED} arrives` })
    return found.outcome === 'fail' || found.outcome === 'pass' ? measured(found.observed, found) : found
  },
}

const tokens: Criterion = {
  id: 'tokens',
  kind: 'required',
  title: 'Each token reaches the client before the next one is sent.',
  classes: ['live', 'held'],
  judge(trace) {
    const { chat } = apiIn(trace)
    const without = unanswered(trace, chat)
    if (without !== undefined) return without
    const { sent, held, delays, evidence } = blocksOfAll(trace, [chat])
    if (sent === 0) return dependent('llm/request', 'the model sent nothing')
    const measures = { tokens: count(sent, 'events') }
    if (held === 0) {
      const median = quantile(delays, 0.5)
      return pass('live', {
        expected: 'token by token',
        actual: `token by token, ${sayMs(median)} each`,
        measures: { delay: ms(median), ...measures },
        headline: 'chats are streamed token by token',
      })
    }
    if (isStalled(trace)) return stalled(evidence)
    const actual = `${held} of ${sent} tokens of a chat are buffered`
    return fail('held', {
      expected: 'token by token',
      actual,
      measures: { held: count(held, 'events'), ...measures },
      evidence,
    })
  },
}

const firstToken: Criterion = {
  id: 'first-token',
  kind: 'informative',
  title: 'How much later than without a proxy the first token reaches the client, from when the model sends it.',
  classes: ['measured'],
  judge(trace, control) {
    const { chat } = apiIn(trace)
    const { sent, held, delays } = blocksOfAll(trace, [chat])
    const first = delays[0]
    if (sent === 0 || first === undefined) return dependent('llm/request', 'no token reached the client')
    if (held > 0) return dependent('llm/tokens', 'tokens are buffered')
    const without = control === undefined ? undefined : blocksOfAll(control, [chat]).delays[0]
    const beside = without === undefined ? '' : `, ${sayMs(without)} without a proxy`
    return measured('measured', {
      expected: '',
      actual: `${sayMs(first)} after it was sent${beside}`,
      measures: { firstToken: ms(first), ...(without === undefined ? {} : { control: ms(without) }) },
    })
  },
}

const done: Criterion = {
  id: 'done',
  kind: 'required',
  title: 'The whole response arrives, with its usage and the mark of its end, and is complete.',
  classes: ['whole', 'altered', 'cut', 'left-waiting'],
  judge(trace) {
    const { chat } = apiIn(trace)
    return (
      unanswered(trace, chat) ??
      foundIn(trace, [bodyDifference(trace, chat)], {
        same: 'whole',
        expected: `${chat.blocks.length} events, the last one the mark of the end`,
      })
    )
  },
}

const error: Criterion = {
  id: 'error',
  kind: 'required',
  title: 'An error in the middle of a stream reaches the client.',
  classes: ['arrives', 'lost'],
  judge(trace) {
    const { failing } = apiIn(trace)
    const without = unanswered(trace, failing)
    if (without !== undefined) return without
    if (originFacts(trace, failing.name, 'closed', 1).length === 0) return noisy('the model did not send its error')
    const expected = 'the error that the model sends after some tokens'
    const event = clientFacts(trace, failing.name, 'event', 1).find(({ data }) => data.includes('"error"'))
    if (event !== undefined) return pass('arrives', { expected, actual: expected, evidence: [event.index] })
    const end = clientFacts(trace, failing.name, 'end', 1)[0]
    const isOver = end !== undefined && !end.byUs
    if (!isOver && isStalled(trace)) return stalled()
    const evidence = end === undefined ? [] : [end.index]
    return fail('lost', { expected, actual: 'the tokens arrive, the error does not', evidence })
  },
}

const limited: Criterion = {
  id: 'limited',
  kind: 'required',
  title: 'Status 429 reaches the client with its Retry-After.',
  classes: ['same', 'changed', 'dropped', 'no-answer'],
  judge(trace) {
    const step = apiIn(trace).limited
    if (reached(trace, [step]).length === 0) return dependent('llm/request', 'the request did not reach the model')
    return foundIn(trace, [statusDifference(trace, step), ...answerFieldDifferences(trace, step, ['Retry-After'])], {
      same: 'same',
      expected: '429 with Retry-After: 7',
    })
  },
}

const abort: Criterion = {
  id: 'abort',
  kind: 'required',
  title: 'When the user aborts a chat, the model’s connection is closed; otherwise it goes on generating.',
  classes: ['reaches', 'never'],
  judge(trace) {
    const { name } = apiIn(trace).aborted
    const left = leftOf(trace, name, EVERY)
    if (left === undefined) return dependent('llm/request', 'the request did not reach the model')
    const { is, delay, writes, evidence } = left
    if (is === 'stalled') return stalled(evidence)
    if (is === 'ended-before') return notApplicable('the stream ended before the client aborted it', evidence)
    const measures = { delay: ms(delay), writes: count(writes, 'events') }
    const parts = { expected: 'the connection to the model is closed', measures, evidence }
    const meanwhile = `, with ${writes} tokens generated meanwhile`
    if (is === 'detected') return pass('reaches', { ...parts, actual: `closed after ${sayMs(delay)}${meanwhile}` })
    return fail('never', { ...parts, actual: `the model goes on for ${sayMs(delay)}${meanwhile}` })
  },
}

export const criteria: readonly Criterion[] = [
  request,
  requestFields,
  underscores,
  tokens,
  firstToken,
  done,
  error,
  limited,
  abort,
]
