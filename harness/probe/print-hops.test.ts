import { expect, test } from 'vitest'
import type { Found } from './finding.ts'
import { loadKnownHops } from './known-hops.ts'
import { printHops } from './print-hops.ts'
import type { ProbeReport } from './report.ts'

const NGINX = (await loadKnownHops()).filter(({ id }) => id === 'nginx')
const lines = (side?: Found['side']) => {
  const found: Found = { id: 'compressed', level: 'note', says: 'compressed', trouble: 'compressed' }
  const report: Pick<ProbeReport, 'hops' | 'identified' | 'findings'> = {
    hops: NGINX.map((hop) => ({ hop, by: 'Server: nginx', or: [], kinds: [] })),
    identified: false,
    findings: [side === undefined ? found : { ...found, side }],
  }
  return printHops(report, 200).join('\n')
}

test('a hop gets no advice about what the application does directly, too', () => {
  expect(lines()).toContain('do: take text/event-stream out of gzip_types')
  expect(lines('between')).toContain('do: take text/event-stream out of gzip_types')
  expect(lines('behind')).toMatch(/hop: nginx/)
  expect(lines('behind')).not.toContain('do:')
})
