/** `--verbose`: what each profile does to a stream, and how long everything took. */
import type { Grade, Report } from '../../model/index.ts'
import { visible } from '../../redact/visible-characters.ts'
import type { Paint } from '../../terminal/colour.ts'
import { padTo, wrapBeside } from '../../terminal/columns.ts'
import { GRADE_COLOURS } from './grade-colours.ts'

/** A headline is below its profile where less than this is left beside the name. */
const MIN_FAILURE_WIDTH = 40
const GRADE_WIDTH = 10

/** Every profile with its headline, by build. */
export function profileLines({ profiles }: Report, columns: number, paint: Paint): string[] {
  const nameOf = (one: Report['profiles'][number]): string => visible(`${one.proxy}/${one.profile}`)
  const width = Math.max(0, ...profiles.map((one) => nameOf(one).length))
  const grade = (word: Grade): string => paint(GRADE_COLOURS[word], padTo(word, GRADE_WIDTH))
  const beside = columns - GRADE_WIDTH - width - 3 >= MIN_FAILURE_WIDTH
  return [...Map.groupBy(profiles, ({ build, runtime }) => `${build} (${runtime})`)].flatMap(([title, ofBuild]) => [
    '',
    paint('bold', visible(title)),
    ...ofBuild.flatMap((one) => {
      const headline = visible(one.headline)
      return beside
        ? wrapBeside(` ${grade(one.grade)}${padTo(nameOf(one), width)}  `, headline, columns)
        : [...wrapBeside(` ${grade(one.grade)}`, nameOf(one), columns), ...wrapBeside('    ', headline, columns)]
    }),
  ])
}

/** One paragraph on the time of a run; none for a report without one. */
export function timingLines({ timing, cells: cases, controls }: Report, columns: number): string[] {
  const { wall, lowerBound, cells, retried, stallTime, cpu } = timing
  if (cells === 0) return []
  const ratio = (wall / Math.max(1, lowerBound)).toFixed(2)
  const text =
    `${cases.length} test cases and ${controls.length} controls in ${seconds(wall)}; the scheduler's lower bound is ${seconds(lowerBound)} (ratio ${ratio}); ` +
    `${(cpu / cells).toFixed(0)} ms of CPU time for each of them; retried (inconclusive): ${retried}; ` +
    `sse-compat itself delayed by a busy machine: ${seconds(stallTime)} in total (event-loop stalls)`
  return wrapBeside(' TIME      ', text, columns)
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
