/** What `check --for` changes: which scenarios run, with which request, at which path, and what a long silence means there. */
import type { CheckPurpose, Criterion, PostedRequest, ProxiedRoute, Scenario } from '../model/index.ts'

interface Purpose {
  /** Run beside the scenarios that name the purpose. */
  readonly also: readonly string[]
  /** Request paths that its clients use, the usual one first. */
  readonly paths: readonly string[]
  readonly request: PostedRequest
  /** How a sentence says that an idle stream was closed. */
  readonly silence: string
}

const JSON_FIELDS = [['Content-Type', 'application/json']] as const
/** What a scenario about streams needs to be judged. */
const STREAMS = ['delivery', 'heartbeat', 'idle-cut', 'post-stream', 'truncation', 'client-leaves-silent']

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

/** The request that opens each stream whose scenario does not say otherwise. */
export const requestFor = (purpose: CheckPurpose): PostedRequest => PURPOSES[purpose].request

export function scenariosFor(purpose: CheckPurpose, scenarios: readonly Scenario[]): readonly Scenario[] {
  const { also, silence } = PURPOSES[purpose]
  return scenarios
    .filter(({ id, purposes }) => purposes?.includes(purpose) || also.includes(id))
    .map(({ axes, checkValues, criteria, ...scenario }) => ({
      ...scenario,
      axes: { ...axes, ...checkValues, ...(axes.method?.includes('POST') ? { method: ['POST'] } : {}) },
      criteria: scenario.id === IDLE.scenario ? criteria.map((one) => decisiveAt(one, silence)) : criteria,
    }))
}

const decisiveAt = (criterion: Criterion, silence: string): Criterion =>
  criterion.id === IDLE.criterion ? decisive(criterion, silence) : criterion

/** Where a timer that a heartbeat satisfies is no failure in general, and is one where nothing sends heartbeats. */
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
 * The first path of a purpose for which the configuration has a place of its own, i.e. one that does not take every other path too.
 * Undefined where it has none: then each place that proxies is checked.
 * @param routesAt places that a path leads to
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
