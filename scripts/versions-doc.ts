/**
 * Writes docs/versions.md from a run on several builds: `node scripts/versions-doc.ts <folder of a run>`. Such a run:
 * `npm start -- --builds bookworm,trixie,sid --profile defaults,recommended,vllm-balancer,http2-origin --axis front=h1,h2+tls --runtime local --scenario
 * delivery,headers-first,truncation,llm,mcp,post-stream,retry-replay,incremental,client-leaves-silent,client-leaves-busy,status,origin-close`
 * (some two minutes on two cores).
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TOP } from '../harness/matrix/folders.ts'
import { readReport } from '../harness/run/report-file.ts'
import { versionsDoc } from '../reports/formats/markdown/versions-doc.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  console.error('versions-doc: name the folder of a run: node scripts/versions-doc.ts reports/runs/<run>')
  process.exit(2)
}
const file = join(folder, 'report.json')
const report = readReport(await readFile(file, 'utf8'), file)
await writeFile(join(TOP, 'docs', 'versions.md'), versionsDoc(report))
