/**
 * Runs the same test cases with 0 (the command itself), 1, 2 and 4 worker processes, and prints what each costs and whether a verdict
 * differs: `node bench/matrix/workers.ts [--workers 0,1,2,4] [-- options of run]`. Exit code 1 for a difference. Memory is the sum of
 * what each process took at most, the proxies apart.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { execa } from 'execa'
import { diff } from '../../harness/cli/diff.ts'
import { readReport } from '../../harness/run/report-file.ts'
import type { Seen } from '../../harness/verdict/diff/compare.ts'
import { type Peaks, watchMemory } from './memory.ts'

const COMMAND = fileURLToPath(new URL('../../scripts/sse-compat.mjs', import.meta.url))
/** A selection that takes a minute: both products, buffered and streamed, with a cache, a limit and a filter. */
const SELECTION = [
  'nginx/defaults',
  'nginx/recommended',
  'nginx/cache',
  'nginx/gzip-buffered',
  'apache/defaults',
  'apache/recommended',
  'apache/timeout-3',
  'apache/sed',
].flatMap((name) => ['--profile', name])

const { values, positionals } = parseArgs({
  options: { workers: { type: 'string', default: '0,1,2,4' } },
  allowPositionals: true,
})
const selection = positionals.length > 0 ? positionals : ['--runtime', 'local', '--all', ...SELECTION]
const reports = await mkdtemp(join(tmpdir(), 'sse-compat-bench-'))

async function runWith(workers: string): Promise<{ readonly folder: string; readonly memory: Peaks }> {
  const running = execa(
    process.execPath,
    [COMMAND, 'run', ...selection, '--workers', workers, '--reports', join(reports, workers), '--quiet'],
    // Exit code 1 is a result that was not expected.
    { reject: false },
  )
  using memory = watchMemory(running.pid ?? 0)
  const { stdout, stderr } = await running
  const id = /\d{8}T\d{6}Z/.exec(stdout)?.[0]
  if (id === undefined) throw new Error(`no report with ${workers} workers: ${stderr || stdout}`)
  return { folder: join(reports, workers, id), memory: memory.peaks() }
}

const said = ({ outcome, observed, actual }: Seen): string => `${outcome} (${observed}: ${actual})`

try {
  const rows: Record<string, number>[] = []
  let first: string | undefined
  for (const workers of values.workers.split(',')) {
    const { folder, memory } = await runWith(workers)
    first ??= folder
    const file = join(folder, 'report.json')
    const { wall, lowerBound, cells, cpu, stallTime, retried } = readReport(await readFile(file, 'utf8'), file).timing
    const { changes } = await diff(first, folder)
    for (const { subject, criterion, case: which, before, after } of changes)
      console.log(`${workers} workers: ${subject} ${which} ${criterion}: ${said(before)} → ${said(after)}`)
    rows.push({
      workers: Number(workers),
      'cases/s': Number(((1000 * cells) / wall).toFixed(1)),
      'CPU a case, ms': Number((cpu / cells).toFixed(1)),
      'wall, s': Number((wall / 1000).toFixed(1)),
      'of lower bound': Number((wall / lowerBound).toFixed(2)),
      'stalls, %': Number(((100 * stallTime) / wall).toFixed(1)),
      retried,
      'memory, MB': memory.workers.reduce((a, b) => a + b, memory.main),
      'of the command': memory.main,
      differ: changes.length,
    })
  }
  console.log(`${cpus().length} cores; verdicts are compared with those of the first row`)
  console.table(rows)
  process.exitCode = rows.some(({ differ }) => differ !== 0) ? 1 : 0
} finally {
  await rm(reports, { recursive: true, force: true })
}
