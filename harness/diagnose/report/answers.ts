/**
 * Answers to the questions that operators have, in their usual order, from the test results. Each scenario declares which
 * criteria answer which question (`Scenario.answers`); a criterion that answers none is listed with the failing ones. Pure.
 */
import type { CriterionId, CriterionVerdict, Front, OpsQuestion, Scenario } from '../../model/index.ts'
import type { Verdict } from './describe.ts'
import { alike, keyOf, sayCriteria, sayFronts } from './fronts.ts'
import { belowLimit, closedBy, onlyProxy, safe } from './idle-answers.ts'
import { figure, isThatFigure } from './idle-figure.ts'
import type { Answer, Failure, Heartbeat, IdleTimeout, Remedy, RouteReport } from './report.ts'

interface Known {
  readonly scenarios: readonly Scenario[]
  /** Fronts of the route. */
  readonly fronts: readonly Front[]
  readonly verdict: Pick<Verdict, 'cells' | 'grade'>
  readonly failing: readonly Failure[]
  readonly application: Remedy | undefined
  readonly idle: IdleTimeout | undefined
  readonly heartbeat: Heartbeat | undefined
}

interface Question {
  readonly question: string
  /** Scenarios refer to this id where their findings answer the question; absent where `also` is the whole answer. */
  readonly id?: OpsQuestion
  /** Used where some of the findings pass, and none fails. */
  readonly fine: string
  /** Why a part of the question has no answer although some findings pass: used instead of `fine`. */
  readonly unknown?: (known: Known) => readonly string[]
  /** Separator before further details. Default `: `. */
  readonly more?: string
  /** Whether `also` already contains a text. */
  readonly isSaid?: (known: Known, text: string) => boolean
  /** Details in addition to the findings. */
  readonly also?: (known: Known) => readonly string[]
}

export const CLOSED = 'Is the stream closed, and by which timer?'
export const HEARTBEAT = 'Which heartbeat is safe?'

const QUESTIONS: readonly Question[] = [
  {
    question: 'Does it work, and which setting is responsible?',
    fine: '',
    also: ({ verdict, failing }) => [WORDS[verdict.grade], ...blame(failing)],
  },
  {
    question: 'Is something buffered on the way?',
    id: 'buffering',
    fine: 'No',
  },
  {
    question: CLOSED,
    id: 'idle-timeout',
    fine: 'Not within the few seconds tested in real time',
    more: '; with a fast clock: ',
    // The figure is given once, together with its timer.
    isSaid: ({ idle }, text) => idle !== undefined && isThatFigure(text, idle.ms),
    also: ({ idle, verdict }) => [
      ...(idle === undefined ? [] : [closedBy(idle)]),
      ...said(verdict, 'total-cap/cap', 'no-cap').map((text) => `An active stream is ${text} in total`),
    ],
  },
  {
    question: HEARTBEAT,
    id: 'heartbeat-interval',
    fine: 'Heartbeats arrive',
    also: ({ heartbeat, idle, failing }) => {
      const isHeld = failing.some(({ criterion }) => criterion === 'heartbeat/delivered')
      if (heartbeat === undefined) return idle === undefined || isHeld ? [] : [belowLimit(idle)]
      return [isHeld ? onlyProxy(heartbeat) : safe(heartbeat)]
    },
  },
  {
    question: 'Does compression break it?',
    fine: '',
    also: compressed,
  },
  {
    question: 'Is a client disconnect propagated to the application?',
    id: 'disconnect',
    fine: 'Yes',
  },
  {
    question: 'Does the client resume after a disconnect without loss?',
    id: 'resume',
    fine: 'Yes',
  },
  {
    question: 'Does a POST reach the application, and is its response streamed?',
    id: 'post',
    fine: 'Yes',
    unknown: ({ verdict }) =>
      said(verdict, 'post-stream/live', 'not-applicable').map(
        (why) => `It reaches the application; whether its response is streamed is not known: ${why}`,
      ),
    also: ({ verdict }) => said(verdict, 'post-stream/method', 'forbidden'),
  },
  {
    question: 'Are streams on one HTTP/2 connection independent?',
    id: 'http2',
    fine: 'Yes',
  },
  {
    question: 'What happens when the application is slow or fails before it answers?',
    id: 'before-headers',
    fine: 'Each request is answered',
    also: beforeHead,
  },
  { question: 'Do reloads drop streams?', id: 'reload', fine: 'No' },
  {
    question: 'Can the application help itself, without touching the configuration?',
    fine: '',
    also: (known) => helps(known),
  },
]

const WORDS = {
  works: 'It works: every criterion passes.',
  degraded: 'It works, with warnings.',
  broken: 'No: a required criterion fails.',
  refused: 'No: the proxy refuses this configuration.',
  unknown: 'It could not be judged.',
} as const

export function answersTo(known: Known): readonly Answer[] {
  return QUESTIONS.flatMap((one) => {
    const { question, also } = one
    const sentences = [...found(known, one), ...(also?.(known) ?? [])]
    return sentences.length === 0 ? [] : [{ question, answer: sentences.map(sentence).join(' ') }]
  })
}

/** Answers again the two questions that depend on everything that fails, when a finding was added after the others were answered. */
export function answeredAnew(report: RouteReport): readonly Answer[] {
  const { grade, failing, application, heartbeat, fronts } = report
  const known = {
    scenarios: [],
    fronts,
    verdict: { cells: [], grade },
    failing,
    application,
    idle: report.idleTimeout,
    heartbeat,
  }
  const anew = new Map(answersTo(known).map(({ question, answer }) => [question, answer]))
  const about = new Set(QUESTIONS.filter(({ id }) => id === undefined).map(({ question }) => question))
  return report.answers.map((one) =>
    about.has(one.question) ? { ...one, answer: anew.get(one.question) ?? one.answer } : one,
  )
}

/** What fails; where nothing does, that it is fine, with details worth mentioning. */
function found(known: Known, { id, fine, more = ': ', isSaid, unknown }: Question): readonly string[] {
  const { verdict, failing, fronts, scenarios } = known
  const isNew = (text: string): boolean => isSaid?.(known, text) !== true
  const criteria = id === undefined ? [] : scenarios.flatMap((scenario) => answering(id, scenario))
  const findings = findingsOf(verdict, (criterion) => criteria.includes(criterion))
  const bad = sayFailing(
    failing.filter(({ criterion }) => criteria.includes(criterion)),
    fronts,
  )
  if (bad.length > 0) return bad.filter(isNew)
  const all = distinct(findings.map(({ headline }) => headline ?? ''))
  const worth = all.filter(isNew)
  if (worth.length === 0 && all.length > 0) return []
  const passing = findings.some(({ outcome }) => outcome === 'pass')
  const open = unknown?.(known) ?? []
  if (passing && open.length > 0) return open
  return passing ? [[fine, worth.join('; ')].filter((text) => text !== '').join(more)] : []
}

const findingsOf = (
  { cells }: Pick<Verdict, 'cells'>,
  isMeant: (criterion: string) => boolean,
): readonly CriterionVerdict[] => cells.flatMap((cell) => cell.findings).filter(({ criterion }) => isMeant(criterion))

/** The texts of a criterion's findings with this class, each once. */
const said = (verdict: Known['verdict'], named: CriterionId, observed: string): string[] =>
  distinct(
    findingsOf(verdict, (criterion) => criterion === named).flatMap((one) =>
      one.outcome !== 'noisy' && one.observed === observed ? [one.actual] : [],
    ),
  )

const isCompression = (criterion: string): boolean => criterion.startsWith('compression/')

/** One answer: yes or no first, then the compressor's effect. */
function compressed({ verdict, failing, fronts }: Known): string[] {
  const findings = findingsOf(verdict, isCompression).filter(({ outcome }) => outcome !== 'noisy')
  const codings = distinct(
    findings.flatMap(({ criterion, outcome, observed, actual }) =>
      criterion === 'compression/encoding' && outcome === 'measured' && observed !== 'none' ? [actual] : [],
    ),
  )
  // Where nothing is compressed, failures have another cause and are reported with that.
  const bad = codings.length === 0 ? [] : failing.filter(({ criterion }) => isCompression(criterion))
  const required = bad.filter(({ kind }) => kind === 'required')
  if (required.length > 0) return [`Yes: ${sayFailing(bad, fronts).join('; ')}`]
  if (bad.length > 0) return [`No, but it is not as it should be: ${sayFailing(bad, fronts).join('; ')}`]
  if (codings.length > 0) {
    const isLive = findings.some(({ criterion, outcome }) => criterion === 'compression/live' && outcome === 'pass')
    const how = isLive ? 'each event is flushed' : 'events are delayed without compression too'
    return [`No: the stream is compressed (${codings.join(', ')}), and ${how}`]
  }
  return findings.some(({ outcome }) => outcome === 'pass') ? ['No: the stream is not compressed'] : []
}

/** `<scenario>/<criterion>` of the criteria that answer a question. */
function answering(question: OpsQuestion, { id, criteria, answers }: Scenario): string[] {
  const named = answers[question] ?? []
  return criteria.filter((one) => named === 'every' || named.includes(one.id)).map((one) => `${id}/${one.id}`)
}

/** Each failure once, with its fronts where those are not all of the route's. */
function sayFailing(failing: readonly Failure[], fronts: readonly Front[]): string[] {
  const said = alike(failing).map((group) => ({ where: sayFronts(group, fronts), text: group[0]?.actual ?? '' }))
  return [...Map.groupBy(said, ({ where }) => where)].flatMap(([where, some]) => {
    const texts = distinct(some.map(({ text }) => text))
    return where === '' ? texts : [`${where}: ${texts.join('; ')}`]
  })
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts.filter((text) => text !== ''))]

const blame = (failing: readonly Failure[]): string[] => {
  const lines = failing.flatMap(({ causes }) =>
    causes.map(({ where, says }) => (where === undefined ? says : `${where}: ${says.replace(/;$/, '')}`)),
  )
  return lines.length === 0 ? [] : [`Cause: ${distinct(lines).join('; ')}`]
}

/** The limit on the first byte, what the client gets after it, and how many requests the application gets. */
function beforeHead({ verdict }: Known): string[] {
  const measuredBy = (named: CriterionId): string[] =>
    distinct(
      findingsOf(verdict, (criterion) => criterion === named).flatMap(({ outcome, actual }) =>
        outcome === 'measured' ? [actual] : [],
      ),
    )
  const answer = measuredBy('slow-head/answered')
  return [
    ...measuredBy('slow-head/limit'),
    ...(answer.length === 0 ? [] : [`Then the client gets ${answer.join(' or ')}`]),
    ...measuredBy('retry-replay/requests').slice(0, 1),
  ]
}

function helps({ application, failing, heartbeat, fronts }: Known): string[] {
  if (failing.length === 0) return ['It does not need to']
  const cut = failing.filter(({ criterion }) => criterion === 'heartbeat/quiet')
  const beats = cut.length > 0 && heartbeat !== undefined
  const instead = failing.flatMap(({ criterion, front, innate }) =>
    innate?.instead === undefined ? [] : [{ criterion, ...(front && { front }), says: innate.instead }],
  )
  const turned = new Set([...(application?.turns ?? []), ...(beats ? cut : []), ...instead].map(keyOf))
  if (turned.size === 0) return ['No: nothing that it can send fixes it']
  const left = failing.filter((one) => !turned.has(keyOf(one)))
  return [
    ...(application === undefined
      ? []
      : [
          `Yes, verified: ${application.titles.join(', ')}. It fixes ${sayCriteria(application.turns, fronts).join(', ')}`,
        ]),
    ...(beats ? [`Yes, verified: a heartbeat every ${figure(heartbeat.everyMs)} keeps an idle stream open`] : []),
    ...distinct(instead.map(({ says }) => `Yes, verified: ${says}`)),
    ...(left.length === 0 ? [] : [`Not helped: ${sayCriteria(left, fronts).join(', ')}`]),
  ]
}

const sentence = (text: string): string =>
  `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`.replace(/(?<![.;\s])[.;\s]*$/, '.')
