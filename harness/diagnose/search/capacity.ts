/**
 * How many streams get in at once, and which setting decides? Asked by `--all`, of the first route, when everything else is over:
 * a crowd disturbs. What decides is what was changed, and nothing else, when more got in.
 */
import type { Candidate, Finding } from '../../model/index.ts'
import type { Answer } from '../report/report.ts'
import type { Examination } from '../session.ts'
import { createTrials } from './trials.ts'
import type { Variant } from './variant-runner.ts'

export const CAPACITY = 'capacity'
const QUESTION = 'How many streams before it is exhausted?'

type Asked = Pick<Examination, 'lab' | 'profile' | 'situation' | 'remedies' | 'names' | 'tell'>

interface Crowd {
  readonly open: Finding
  readonly next: Finding | undefined
  readonly streams: number
}

/** @param asked with a lab that plays this scenario and no other. @returns undefined where nothing could be measured */
export async function playCapacity(asked: Asked): Promise<Answer | undefined> {
  const { lab, profile, situation, remedies, tell } = asked
  tell('how many streams get in is played last, by themselves')
  const crowd = await crowdOf(lab.variant(profile))
  if (crowd === undefined) return undefined
  const says = [crowd.open.actual, ...(crowd.next === undefined ? [] : [crowd.next.actual])].map(sentence).join(' ')
  if (crowd.open.observed !== 'exhausted') return { question: QUESTION, answer: sentence(crowd.open.actual) }
  const trials = createTrials(lab, profile)
  const candidates = remedies.candidates(situation, { criterion: `${CAPACITY}/streams`, observed: ['exhausted'] })
  for (const candidate of candidates) {
    const more = await crowdOf(trials.variantOf([candidate]))
    if (more !== undefined && more.streams > crowd.streams) {
      return { question: QUESTION, answer: `${says} ${decided(candidate, more, asked)}` }
    }
  }
  const none =
    candidates.length === 0 ? 'What was given does not set it: the main file does' : 'No line was proven to decide it'
  return { question: QUESTION, answer: `${says} ${none}.` }
}

async function crowdOf(variant: Variant | undefined): Promise<Crowd | undefined> {
  const [tail] = variant?.tails ?? []
  const played = tail === undefined ? undefined : await variant?.play(tail)
  const finding = (id: string): Finding | undefined =>
    played?.judged.find(({ criterion, finding: { outcome } }) => criterion.id === id && outcome === 'measured')?.finding
  const open = finding('streams')
  return open && { open, next: finding('next'), streams: open.measures.streams?.value ?? 0 }
}

function decided({ setting: { says, where }, title, why }: Candidate, more: Crowd, { names }: Asked): string {
  const line = says.replace(/;$/, '')
  const place = where === undefined ? line : `${names.named(where)}: ${line}`
  return `Decided by ${place}: ${why}. Played with another value (${title}): ${more.open.actual}.`
}

const sentence = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`
