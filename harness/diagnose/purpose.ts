/** The effects of `check --for`: which scenarios run, with which request, at which path, and how a long silence is judged. */
import type { CheckPurpose, Criterion, PostedRequest, ProxiedRoute, Scenario } from '../model/index.ts'

interface Purpose {
  /** Scenarios that run in addition to those that name the purpose. */
  readonly also: readonly string[]
  /** Request paths that the purpose's clients use, the usual one first. */
  readonly paths: readonly string[]
  readonly request: PostedRequest
  /** The wording for an idle stream that was closed. */
  readonly silence: string
}

const JSON_FIELDS = [['Content-Type', 'application/json']] as const
/** Scenarios that are needed to judge streams. */
const STREAMS = [
  'delivery',
  'heartbeat',
  'idle-cut',
  'post-stream',
  'truncation',
  'client-leaves-silent',
  'retry-replay',
]

const PURPOSES: Readonly<Record<CheckPurpose, Purpose>> = {
  llm: {
    also: STREAMS,
    paths: [
      '/v1/chat/completions',
      '/v1/messages',
      '/v1/responses',
      '/api/chat/completions',
      '/api/chat',
      '/chat/completions',
    ],
    request: {
      fields: [...JSON_FIELDS, ['Accept', 'text/event-stream, application/json']],
      body: JSON.stringify({ model: 'any', stream: true, messages: [{ role: 'user', content: 'Hello' }] }),
    },
    silence: 'a model that thinks longer before its next token is cut off',
  },
  mcp: {
    also: STREAMS,
    paths: ['/mcp', '/mcp/', '/api/mcp', '/v1/mcp'],
    request: {
      fields: [
        ...JSON_FIELDS,
        ['Accept', 'application/json, text/event-stream'],
        ['MCP-Protocol-Version', '2025-11-25'],
      ],
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'any' } }),
    },
    silence: 'a tool call that works longer without a message is cut off',
  },
}

export const PURPOSE_NAMES = Object.keys(PURPOSES)

/** The request that opens a stream, where the scenario does not choose a method. */
export const requestFor = (purpose: CheckPurpose): PostedRequest => PURPOSES[purpose].request

/** Paths that its clients request, the usual one first. */
export const usualPaths = (purpose: CheckPurpose): readonly string[] => PURPOSES[purpose].paths

/** @param all every axis value, not only the ones that show almost every failure */
export function scenariosFor(purpose: CheckPurpose, scenarios: readonly Scenario[], all: boolean): readonly Scenario[] {
  const { also, silence } = PURPOSES[purpose]
  return scenarios
    .filter(({ id, purposes }) => purposes?.includes(purpose) || also.includes(id))
    .map(({ axes, checkValues, criteria, ...scenario }) => ({
      ...scenario,
      axes: { ...axes, ...(all ? {} : checkValues), ...(axes.method?.includes('POST') ? { method: ['POST'] } : {}) },
      criteria: scenario.id === IDLE.scenario ? criteria.map((one) => decisiveAt(one, silence)) : criteria,
    }))
}

const decisiveAt = (criterion: Criterion, silence: string): Criterion =>
  criterion.id === IDLE.criterion ? decisive(criterion, silence) : criterion

/** An idle timeout that heartbeats satisfy is not a failure in general, but it is one for clients without heartbeats. */
const IDLE = { scenario: 'idle-cut', criterion: 'limit' }

function decisive(criterion: Criterion, silence: string): Criterion {
  return {
    ...criterion,
    kind: 'required',
    judge(trace, control) {
      const found = criterion.judge(trace, control)
      if (found.outcome !== 'measured') return found
      const { headline: _, ...plain } = found
      if (found.observed !== 'cut') return { ...found, outcome: 'pass' }
      return { ...plain, outcome: 'fail', actual: `${found.actual}: ${silence}` }
    },
  }
}

/**
 * The first path of a purpose for which the configuration has a separate location, i.e. one that does not match all other paths
 * too. Undefined where there is none: then every proxied location is checked.
 * @param routesAt proxied locations that a path reaches
 */
export function pathFor(
  purpose: CheckPurpose,
  routesAt: (path: string) => readonly Pick<ProxiedRoute, 'where' | 'serverWhere'>[],
): string | undefined {
  const anywhere = new Set(routesAt(ANYWHERE).map(({ where }) => where))
  return PURPOSES[purpose].paths.find((path) =>
    routesAt(path).some(({ where }) => where !== '' && !anywhere.has(where)),
  )
}

/** A path that no configuration names. */
const ANYWHERE = '/sse-compat/none-of-these'
