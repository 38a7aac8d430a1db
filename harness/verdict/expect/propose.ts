/** Verdicts → the text of an expect.yaml that describes their deviations in a few general entries. Pure. */
import type { CellVerdict } from '../../model/index.ts'
import { compareVersions, versionOf } from './entry-conditions.ts'

/** One test case and criterion: its coordinates, and the class that was observed. */
interface Point {
  readonly at: Readonly<Record<string, string>>
  readonly observed: string
  readonly deviates: boolean
  readonly actual: string
}

/** Dimension → the values inside the box; a dimension that is absent is not restricted. */
type Box = Readonly<Record<string, readonly string[]>>

interface Proposal {
  readonly box: Box
  readonly criterion: string
  readonly observed: string
  readonly actual: string
}

/**
 * YAML for expect.yaml: failing required and optimal criteria, and states, merged over profiles, axes and versions as far as no
 * test case contradicts. Empty text when nothing deviates. The reasons have to be written by a person.
 * @param cells of one product, without controls
 */
export function proposeExpectations(cells: readonly CellVerdict[]): string {
  const proposals = pointsByCriterion(cells).flatMap(([criterion, points]) => proposalsFor(criterion, points))
  const versions = [...new Set(cells.map(versionOf))].filter((version) => version !== '').sort(compareVersions)
  const entries = new Map<string, Proposal[]>()
  for (const proposal of proposals) {
    const when = whenText(proposal.box, versions)
    entries.set(when, [...(entries.get(when) ?? []), proposal])
  }
  return [...entries]
    .sort(([, a], [, b]) => restrictions(a) - restrictions(b))
    .map(([when, group]) => entryText(when, group))
    .join('')
}

function restrictions(group: readonly Proposal[]): number {
  return Object.keys(group[0]?.box ?? {}).length
}

function pointsByCriterion(cells: readonly CellVerdict[]): [string, Point[]][] {
  const all = new Map<string, Point[]>()
  const add = (criterion: string, point: Point) => all.set(criterion, [...(all.get(criterion) ?? []), point])
  for (const cell of cells) {
    // The order matters: `grow` frees the first dimensions first.
    const { build, runtime, axes, scenario, profile } = cell
    const axesLastFirst = Object.fromEntries(Object.entries(axes).reverse())
    const version = versionOf(cell)
    const at = { runtime, build, ...axesLastFirst, scenario, ...(version === '' ? {} : { version }), profile }
    const { outcome } = cell
    if (outcome.state === 'complete') add('state', { at, observed: 'complete', deviates: false, actual: '' })
    const lacks = outcome.state === 'refused' && outcome.lacks !== undefined
    if ((outcome.state === 'refused' && !lacks) || outcome.state === 'proxy-died') {
      add('state', { at, observed: outcome.state, deviates: true, actual: outcome.message })
    }
    for (const { criterion, kind, outcome: result, observed, actual } of cell.findings) {
      if (criterion === 'state' || kind === 'informative' || (result !== 'pass' && result !== 'fail')) continue
      add(criterion, { at, observed, deviates: result === 'fail', actual })
    }
  }
  return [...all]
}

/** Greedy cover: the box that explains most of the remaining points comes first. */
function proposalsFor(criterion: string, points: readonly Point[]): Proposal[] {
  const proposals: Proposal[] = []
  for (const observed of new Set(points.filter((point) => point.deviates).map((point) => point.observed))) {
    const isWanted = (point: Point) => point.deviates && point.observed === observed
    const wanted = points.filter(isWanted)
    const others = points.filter((point) => !isWanted(point))
    let left = wanted
    while (left[0] !== undefined) {
      let best = grow(left[0], wanted, others)
      for (const seed of left.slice(1)) {
        if (inside(best, seed)) continue
        const box = grow(seed, wanted, others)
        if (count(box, left) > count(best, left)) best = box
      }
      const covered = left.filter((point) => inside(best, point))
      const scenario = criterion === 'state' ? {} : { scenario: undefined }
      proposals.push({ box: defined({ ...best, ...scenario }), criterion, observed, actual: covered[0]?.actual ?? '' })
      left = left.filter((point) => !inside(best, point))
    }
  }
  return proposals
}

/** Starts from one point, and frees or widens one dimension after the other as long as no other point gets inside. */
function grow(seed: Point, wanted: readonly Point[], others: readonly Point[]): Box {
  let box: Box = Object.fromEntries(Object.entries(seed.at).map(([key, value]) => [key, [value]]))
  const allowed = (candidate: Box) => !others.some((point) => inside(candidate, point))
  for (const key of Object.keys(box)) {
    const free = defined({ ...box, [key]: undefined })
    if (allowed(free)) {
      box = free
      continue
    }
    const values = new Set(wanted.flatMap((point) => point.at[key] ?? []))
    for (const value of values) {
      const inBox = box[key] ?? []
      const wider = { ...box, [key]: [...inBox, value] }
      if (!inBox.includes(value) && allowed(wider) && count(wider, wanted) > count(box, wanted)) box = wider
    }
  }
  return box
}

function inside(box: Box, point: Point): boolean {
  return Object.entries(box).every(([key, values]) => values.includes(point.at[key] ?? ''))
}

function count(box: Box, points: readonly Point[]): number {
  return points.filter((point) => inside(box, point)).length
}

function defined(box: Readonly<Record<string, readonly string[] | undefined>>): Box {
  return Object.fromEntries(
    Object.entries(box).flatMap(([key, values]) => (values === undefined ? [] : [[key, values]])),
  )
}

const KEY_ORDER = ['profile', 'version', 'build', 'runtime', 'scenario']

function whenText(box: Box, versions: readonly string[]): string {
  const axes = Object.keys(box).filter((key) => !KEY_ORDER.includes(key))
  const keys = [...KEY_ORDER.filter((key) => key in box), ...axes.sort()]
  const conditions = keys.map((key) => {
    const values = box[key] ?? []
    const texts = (key === 'version' ? versionTexts(values, versions) : values).map(scalar)
    return `${scalar(key)}: ${texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`}`
  })
  return conditions.length === 0 ? '' : `{ ${conditions.join(', ')} }`
}

/** Adjacent versions become one range; its open end is limited by the machine's other versions. */
function versionTexts(values: readonly string[], versions: readonly string[]): string[] {
  const places = values.map((value) => versions.indexOf(value)).sort((a, b) => a - b)
  const first = places[0] ?? 0
  const last = places.at(-1) ?? 0
  if (places.length < 2 || last - first !== places.length - 1) return [...values]
  const from = first === 0 ? [] : [`>=${versions[first]}`]
  const to = last === versions.length - 1 ? [] : [`<${versions[last + 1]}`]
  return [[...from, ...to].join(' ')]
}

function entryText(when: string, group: readonly Proposal[]): string {
  const expect = group.map(({ criterion, observed }) => `    ${scalar(criterion)}: ${scalar(observed)}\n`).join('')
  const actual = [...new Set(group.map((proposal) => proposal.actual))].join('; ').replace(/\s+/g, ' ')
  const head = when === '' ? '- expect:\n' : `- when: ${when}\n  expect:\n`
  return `${head}${expect}  reason: ${JSON.stringify(`not explained yet; seen: ${actual}`)}\n`
}

/** Unquoted where that is unambiguous in YAML's flow style, else quoted. */
function scalar(text: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(text) ? text : JSON.stringify(text)
}
