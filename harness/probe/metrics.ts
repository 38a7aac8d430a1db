/** A report as metrics, in Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats/). Pure. */
import type { Grade, ProbeReport } from './report.ts'

const GRADES: readonly Grade[] = ['works', 'degraded', 'broken', 'unknown']

/** @param at time of the probe, in seconds since 1970 */
export function metrics({ url, grade, findings, observation }: ProbeReport, at: number): string {
  const { head, events, bytes, end } = observation
  const lines = (
    name: string,
    help: string,
    samples: readonly (readonly [labels: Labels, value: number])[],
  ): string[] =>
    samples.length === 0
      ? []
      : [
          `# HELP sse_compat_probe_${name} ${help}`,
          `# TYPE sse_compat_probe_${name} gauge`,
          ...samples.map(([labels, value]) => `sse_compat_probe_${name}${written({ url, ...labels })} ${value}`),
        ]
  return [
    ...lines('timestamp_seconds', 'When the URL was probed.', [[{}, at]]),
    ...lines(
      'grade',
      '1 for the grade of the stream.',
      GRADES.map((one) => [{ grade: one }, one === grade ? 1 : 0] as const),
    ),
    ...lines(
      'finding',
      '1 for each finding.',
      findings.map(({ id, level }) => [{ id, level }, 1] as const),
    ),
    ...lines('status', 'Status of the response.', head === undefined ? [] : [[{}, head.status]]),
    ...lines(
      'headers_seconds',
      'Time until the response headers.',
      head === undefined ? [] : [[{}, head.after / 1000]],
    ),
    ...lines('events', 'Events that arrived.', [[{}, events.length]]),
    ...lines('bytes', 'Bytes of the body that arrived, without content coding.', [[{}, bytes]]),
    ...lines(
      'ended_seconds',
      'Time until the server ended the stream.',
      end === undefined ? [] : [[{}, end.after / 1000]],
    ),
    '',
  ].join('\n')
}

type Labels = Readonly<Record<string, string>>

const written = (labels: Labels): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`)
    .join(',')}}`
