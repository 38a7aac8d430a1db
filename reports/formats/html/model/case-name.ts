/** The name of a test case for readers: its axis values in words. Pure. */
import type { CellVerdict } from '../../../../harness/model/index.ts'
import type { ShownReport } from './unpack-report.ts'

const FRONTS: Readonly<Record<string, string>> = {
  h1: 'cleartext HTTP/1.1',
  'h1+tls': 'HTTP/1.1 with TLS',
  'h2+tls': 'HTTP/2',
}

/** `chunked origin, first event of 60 bytes, cleartext HTTP/1.1`; the scenario, where it has no axes. */
export function caseName(
  { axisWords }: Pick<ShownReport, 'axisWords'>,
  { scenario, axes }: Pick<CellVerdict, 'scenario' | 'axes'>,
): string {
  const words = axisWords[scenario] ?? {}
  const parts = Object.entries(axes).map(([axis, value]) => {
    const said = (words[`${axis}=${value}`] ?? '').replace(/^(?:with (?:an? )?|over )/, '')
    return said || (axis === 'front' && FRONTS[value]) || `${axis} ${value}`
  })
  return parts.join(', ') || scenario
}
