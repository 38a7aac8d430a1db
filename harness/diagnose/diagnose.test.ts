/** `sse-compat check` as people run it: the real program, with real proxies, on files of their own. */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adapter as apache } from '../../proxies/apache/adapter.ts'
import { adapter as nginx } from '../../proxies/nginx/adapter.ts'
import { faultsOf } from '../../reports/ci/published-schema.fixture.ts'
import { findBuilds } from '../builds/find-builds.ts'
import { isFull, ONLY_FULL } from '../conformance/parts.ts'
import { CACHE, TOP } from '../matrix/folders.ts'
import type { CheckReport } from './report/report.ts'

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url))
const { builds } = await findBuilds([nginx, apache], { runtime: 'local', cache: CACHE })
const nginxBuild = builds.find(({ product }) => product === 'nginx')
const apacheBuild = builds.find(({ product }) => product === 'apache')
const SECRET = 'sesame-open-9f31'
/** Written in a configuration. */
const OWN_SECRET = 'mellon-4c77-friend'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'check-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function check(args: readonly string[], cwd = folder) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [MAIN, 'check', ...args], {
    reject: false,
    stdin: 'ignore',
    cwd,
    // Sentences are looked for as a whole.
    env: { NO_COLOR: '1', COLUMNS: '1000' },
  })
  return { exitCode, stdout, stderr }
}

async function report(args: readonly string[]): Promise<CheckReport & { exitCode: number | undefined }> {
  const { exitCode, stdout, stderr } = await check([...args, '--json'])
  expect(stderr).toBe('')
  expect(faultsOf('check', JSON.parse(stdout))).toEqual([])
  return { ...(JSON.parse(stdout) as CheckReport), exitCode }
}

async function given(name: string, text: string): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, text)
  return file
}

const causes = ({ routes: [route] }: CheckReport): Record<string, string | undefined> =>
  Object.fromEntries(
    (route?.failing ?? []).map(({ criterion, causes: [cause] }) => [criterion, cause?.where ?? cause?.says]),
  )

/** Fields, at any depth, that docs/ops.md does not name. */
async function undocumented({ exitCode: _, ...json }: CheckReport & { exitCode: number | undefined }) {
  const [, section = ''] = (await readFile(join(TOP, 'docs', 'ops.md'), 'utf8')).split('\n## JSON\n')
  const words = [...(section.split('\n## ')[0] ?? '').matchAll(/`(\w+)`/g)]
  const named = new Set(words.map(([, word]) => word))
  const fields = new Set<string>()
  JSON.stringify(json, (key, value: unknown) => {
    if (/^[a-z]/i.test(key)) fields.add(key)
    return value
  })
  return [...fields].filter((field) => !named.has(field))
}

const BUFFERED = `upstream app {
    server 10.1.2.3:8080;
}
server {
    listen 80;
    server_name app.example.com;
    location / {
        proxy_pass http://app;
        proxy_http_version 1.1;
        proxy_set_header Connection '';
        proxy_set_header X-Accel-Buffering no;
        proxy_buffering on; # why not
    }
    proxy_set_header X-Api-Key "${OWN_SECRET}";
}
`

describe.skipIf(nginxBuild === undefined).concurrent('nginx', { timeout: 240_000 }, () => {
  test('a tree: the line is named, a change is printed, the next fault is found and written', async () => {
    const tree = join(folder, 'etc')
    const file = join(tree, 'conf.d', 'app.conf')
    await mkdir(join(tree, 'conf.d'), { recursive: true })
    await writeFile(
      join(tree, 'nginx.conf'),
      'user www-data;\nevents { worker_connections 768; }\nhttp {\n  include /etc/nginx/conf.d/*.conf;\n}\n',
    )
    await writeFile(file, BUFFERED)

    const before = await check(['etc', '--header', `X-Key: ${SECRET}`, '--verbose'], folder)
    expect(before.stderr).toMatch(/delivery\/live: etc\/conf\.d\/app\.conf:12: proxy_buffering on;/)
    expect(before.stdout).toMatch(/^BROKEN: /m)
    expect(before.stdout + before.stderr).not.toContain(SECRET)
    expect(before.stdout + before.stderr).not.toContain(OWN_SECRET)
    expect(before.stdout).toContain('proxy_set_header X-Api-Key "[redacted]"')
    expect(before.stdout).toContain(
      "goes to the application. nginx reads X-Accel-Buffering in the application's answer",
    )
    expect(before.stdout).toContain('One every 30 s is safe')
    expect(before.stdout).toMatch(/^ {2}At least 64 .*; by the configuration 383 in all, .* \(etc\/nginx\.conf:2\)/m)
    expect(await readFile(file, 'utf8')).toBe(BUFFERED)

    // What the printed change makes of it, and a second fault behind the first.
    // A secret stands beside it, so that it is no diff.
    expect(before.stdout).toMatch(/^ {3}- {9}proxy_buffering on; # why not\n12 \+ {9}proxy_buffering off; # why not$/m)
    const short = BUFFERED.replace('on; # why not', 'off; # why not\n        proxy_read_timeout 2s;')
    await writeFile(file, short)
    const after = await report([tree, '--fix'])
    expect(causes(after)).toEqual({ 'heartbeat/quiet': `${file}:13` })
    expect(after.applies).toBe('patch -p1 -d /')
    expect(after.routes[0]?.heartbeat?.largestMs).toBeLessThan(2000)
    expect(after.written).toEqual([{ file, backup: `${file}.sse-compat-backup` }])
    expect(after.exitCode).toBe(0)
    expect(await undocumented(after)).toEqual([])
    expect(await readFile(`${file}.sse-compat-backup`, 'utf8')).toBe(short)
    expect(await readFile(file, 'utf8')).not.toContain('proxy_read_timeout 2s')
    expect((await readdir(join(tree, 'conf.d'))).sort()).toEqual(['app.conf', 'app.conf.sse-compat-backup'])
  })

  test('Ctrl-C ends it, and leaves nothing behind', async () => {
    const file = await given('interrupted.conf', BUFFERED)
    const child = spawn(process.execPath, [MAIN, 'check', file], { stdio: ['ignore', 'ignore', 'pipe'] })
    const ended = new Promise<number | null>((resolve) => {
      child.once('exit', resolve)
    })
    await new Promise<void>((resolve) => {
      child.stderr.on('data', (data: Buffer) => String(data).includes('passes: ') && resolve())
      child.once('exit', () => resolve())
    })
    child.kill('SIGINT')
    expect(await ended).toBe(130)
    expect((await readdir(tmpdir())).filter((name) => name.startsWith(`sse-compat-${child.pid}-`))).toEqual([])
    const running = await execa('ps', ['-eo', 'args'])
    expect(running.stdout).not.toContain(`sse-compat-${child.pid}-`)
  })
})

describe.skipIf(apacheBuild === undefined).concurrent('Apache', { timeout: 180_000 }, () => {
  const host = (inside: string) => `<VirtualHost *:80>
    ServerName app.example.com
    ProxyPass / http://10.1.2.3:8080/
${inside}</VirtualHost>
`

  test('a tree: a directive that there is not hides a filter, both are named, and one patch turns both', async () => {
    const file = join(folder, 'httpd', 'sites', 'sed.conf')
    await mkdir(join(folder, 'httpd', 'sites'), { recursive: true })
    await writeFile(join(folder, 'httpd', 'apache2.conf'), 'IncludeOptional sites/*.conf\n')
    const text = host(
      '    ProxyHTTPEngine on\n    <Location />\n        SetOutputFilter Sed\n        OutputSed "s|a|a|"\n    </Location>\n',
    ).replace('ProxyPass', `RequestHeader set X-Api-Key "${OWN_SECRET}"\n    ProxyPass`)
    await writeFile(file, text)
    const found = await report(['httpd'])
    expect(found.routes[0]?.grade).toBe('refused')
    expect(found.routes[0]?.failing[0]?.actual).toContain("Invalid command 'ProxyHTTPEngine'")
    expect(causes(found)).toMatchObject({
      state: 'httpd/sites/sed.conf:5',
      'delivery/live': 'httpd/sites/sed.conf:7',
    })
    expect(found.routes[0]?.combined?.turns.map(({ criterion }) => criterion)).toEqual(
      expect.arrayContaining(['state', 'delivery/live']),
    )
    expect(found.exitCode).toBe(1)
    expect(found.routes[0]?.combined?.diff).toContain('RequestHeader set X-Api-Key "[redacted]"')
    expect(JSON.stringify(found)).not.toContain(OWN_SECRET)

    // As a person does it from where they stand: the printed text has the change redacted, so the patch is asked for.
    const args = ['httpd', '--header', `X-Key: ${SECRET}`, '--output', 'patch']
    const { exitCode, stdout, stderr } = await check(args)
    expect({ exitCode, patch: stdout.split('\n')[0] }).toEqual({ exitCode: 1, patch: '--- a/httpd/sites/sed.conf' })
    expect(stderr).toContain('Apache')
    expect(stderr).not.toContain(OWN_SECRET)
    expect(stdout + stderr).not.toContain(SECRET)
    await execa('patch', ['-p1'], { cwd: folder, input: `${stdout}\n` })
    expect(await readFile(file, 'utf8')).toBe(text.replace(/^ +(ProxyHTTPEngine|SetOutputFilter) .*\n/gm, ''))
  })

  // Several variants with hundreds of streams each: 100 s on a busy machine.
  test.runIf(isFull())(
    'three connections of each process: counted, proven, its remedy joined',
    { meta: ONLY_FULL },
    async () => {
      const sed = '    <Location />\n        SetOutputFilter Sed\n        OutputSed "s|a|a|"\n    </Location>\n'
      const file = await given('three.conf', host(sed).replace(':8080/', ':8080/ max=3'))
      const { routes } = await report([file])
      const [route] = routes
      const [tested] = route?.streams?.tested ?? []
      expect(tested).toMatchObject({ streams: 3, limited: true, counts: 'process', decidedBy: { where: `${file}:3` } })
      expect(route?.streams?.processes.most).toBe(16)
      expect(route?.failing.map(({ criterion }) => criterion)).toContain('capacity/streams')
      const fixed = route?.combined?.turns.map(({ criterion }) => criterion)
      expect(fixed).toEqual(expect.arrayContaining(['delivery/live', 'capacity/streams']))
      const removed = route?.combined?.diff.split('\n').filter((line) => /^-[^-]/.test(line))
      expect(removed).toEqual([expect.stringContaining(' max=3'), expect.stringContaining('SetOutputFilter Sed')])
    },
  )
})

describe('what cannot be checked is told in one line, with exit code 2', { timeout: 30_000 }, () => {
  test.for([
    ['a file that is not there', ['/nowhere/at.conf']],
    ['an option that is none', ['.', '--header', 'none']],
    ['a name that steers the terminal', ['/nowhere/\x1b[2J\u202eat\n.conf']],
    ['a name with a secret', ['http://user:sesame@host/?token=sesame']],
    ['an option with an escape sequence', ['.', '--\x1b[2J']],
    ['two kinds of output', ['.', '--output', 'patch', '--fix']],
    ['a file for the report in a folder that is not there', ['.', '--output', 'nothere/report.txt']],
  ] as const)('%s', async ([_, args]) => {
    const { exitCode, stdout, stderr } = await check(args)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).not.toMatch(/(?!\n)[\p{Cc}\u202e]|sesame/u)
  })

  test('a main file that leads nowhere, beside one that proxies', async () => {
    const tree = await mkdtemp(join(folder, 'apart-'))
    await writeFile(join(tree, 'nginx.conf'), 'events { }\nhttp {\n  include /etc/nginx/conf.d/*.conf;\n}\n')
    await writeFile(join(tree, 'app.https.conf'), BUFFERED)
    const { exitCode, stderr } = await check([tree])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(
      /nothing is proxied: no line includes \S+\/app\.https\.conf\. Give \S+\/app\.https\.conf itself$/,
    )
  })

  test('binary', async () => {
    const file = join(folder, 'binary.conf')
    await writeFile(file, Buffer.from([0, 1, 2, 3]))
    const { exitCode, stderr } = await check([file])
    expect(exitCode).toBe(2)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})
