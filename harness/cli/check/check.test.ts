/** `sse-compat check` as people run it: the real program, with real proxies, on files of their own. */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adapter as apache } from '../../../proxies/apache/adapter.ts'
import { adapter as nginx } from '../../../proxies/nginx/adapter.ts'
import { findBuilds } from '../../builds/find.ts'
import { TOP } from '../../catalog.ts'
import type { CheckReport } from './report.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const { builds } = await findBuilds([nginx, apache], { runtime: 'local', root: TOP })
const nginxBuild = builds.find(({ product }) => product === 'nginx')
const apacheBuild = builds.find(({ product }) => product === 'apache')
const SECRET = 'sesame-open-9f31'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'check-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function check(args: readonly string[]) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [MAIN, 'check', ...args], {
    reject: false,
    stdin: 'ignore',
    env: { NO_COLOR: '1' },
  })
  return { exitCode, stdout, stderr }
}

async function report(...args: string[]): Promise<CheckReport & { exitCode: number | undefined }> {
  const { exitCode, stdout, stderr } = await check([...args, '--json'])
  expect(stderr).toBe('')
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
}
`

describe.skipIf(nginxBuild === undefined).concurrent('nginx', { timeout: 180_000 }, () => {
  test('buffering: the line is named, the change is proven, written and then everything passes', async () => {
    const file = await given('buffered.conf', BUFFERED)
    const before = await check([file, '--fix', '--header', `X-Key: ${SECRET}`])
    expect(before.stderr).toMatch(/delivery\/live: buffered\.conf:12: proxy_buffering on;/)
    expect(before.stdout).toMatch(/^broken: /m)
    expect(before.stdout + before.stderr).not.toContain(SECRET)
    expect(before.stdout).toContain(
      "goes to the application. nginx reads X-Accel-Buffering in the application's answer",
    )
    expect(await readFile(`${file}.sse-compat-backup`, 'utf8')).toBe(BUFFERED)
    expect(await readFile(file, 'utf8')).toBe(BUFFERED.replace('proxy_buffering on;', 'proxy_buffering off;'))
    expect(before.exitCode).toBe(0)
    const after = await report(file)
    expect(after.routes).toMatchObject([{ grade: 'works', failing: [] }])
    // A limit of a minute, shown by a short one in its place.
    expect(after.routes[0]?.heartbeat).toMatchObject({ limitMs: 60_000, everyMs: 30_000, lapsed: true })
    expect(after.exitCode).toBe(0)
  })

  test('a short limit: the line, and the heartbeat that keeps the stream alive', async () => {
    const text = BUFFERED.replace(
      'proxy_buffering on; # why not',
      'proxy_buffering off;\n        proxy_read_timeout 2s;',
    )
    const found = await report(await given('short.conf', text))
    expect(causes(found)['heartbeat/quiet']).toBe('short.conf:13')
    expect(found.routes[0]?.heartbeat?.limitMs).toBeGreaterThan(1500)
    expect(found.routes[0]?.heartbeat?.largestMs).toBeLessThan(2000)
    expect(found.exitCode).toBe(1)
  })

  test('a whole tree: the cause lies in an included file, and nothing of theirs is written without --fix', async () => {
    const tree = join(folder, 'etc')
    await mkdir(join(tree, 'conf.d'), { recursive: true })
    await writeFile(
      join(tree, 'nginx.conf'),
      'user www-data;\nevents { worker_connections 768; }\nhttp {\n  include /etc/nginx/conf.d/*.conf;\n}\n',
    )
    await writeFile(join(tree, 'conf.d', 'app.conf'), BUFFERED)
    const before = await stat(join(tree, 'conf.d', 'app.conf'))
    const found = await report(tree)
    expect(causes(found)['delivery/live']).toBe('conf.d/app.conf:12')
    expect(found.routes[0]?.combined?.diff).toContain('+++ conf.d/app.conf')
    expect(await readdir(join(tree, 'conf.d'))).toEqual(['app.conf'])
    expect((await stat(join(tree, 'conf.d', 'app.conf'))).mtimeMs).toBe(before.mtimeMs)
  })

  test('a line that nginx does not know', async () => {
    const found = await report(
      await given('unknown.conf', BUFFERED.replace('proxy_buffering on;', 'proxy_bufering off;')),
    )
    expect(causes(found)).toEqual({ state: 'unknown.conf:12' })
    expect(found.routes[0]?.grade).toBe('refused')
    expect(found.routes[0]?.failing[0]?.actual).toContain('unknown directive "proxy_bufering"')
  })

  test('Ctrl-C ends it, and leaves nothing behind', async () => {
    const file = await given('interrupted.conf', BUFFERED)
    const child = spawn(process.execPath, [MAIN, 'check', file], { stdio: ['ignore', 'ignore', 'pipe'] })
    const ended = new Promise<number | null>((resolve) => {
      child.once('exit', resolve)
    })
    await new Promise<void>((resolve) => {
      child.stderr.on('data', (data: Buffer) => String(data).includes('takes longer') && resolve())
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

  test('a filter: the line is named, and the change is proven', async () => {
    const text = host('    <Location />\n        SetOutputFilter Sed\n        OutputSed "s|a|a|"\n    </Location>\n')
    const found = await report(await given('sed.conf', text))
    expect(causes(found)['delivery/live']).toBe('sed.conf:5')
    expect(found.routes[0]?.combined).toMatchObject({
      titles: ['take out `SetOutputFilter Sed`'],
      after: { grade: 'works' },
    })
    expect(found.exitCode).toBe(1)
  })

  test('a limit', async () => {
    const found = await report(await given('limit.conf', host('    ProxyTimeout 2\n')))
    expect(causes(found)).toEqual({ 'heartbeat/quiet': 'limit.conf:4' })
  })

  test('a directive that there is not', async () => {
    const found = await report(await given('engine.conf', host('    ProxyHTTPEngine on\n')))
    expect(causes(found)).toEqual({ state: 'engine.conf:4' })
    expect(found.routes[0]?.combined?.after.grade).toBe('works')
  })
})

describe('what cannot be checked is told in one line, with exit code 2', { timeout: 30_000 }, () => {
  test.for([
    ['a file that is not there', ['/nowhere/at.conf']],
    ['an option that is none', ['.', '--header', 'none']],
  ] as const)('%s', async ([_, args]) => {
    const { exitCode, stdout, stderr } = await check(args)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  test('binary', async () => {
    const file = join(folder, 'binary.conf')
    await writeFile(file, Buffer.from([0, 1, 2, 3]))
    const { exitCode, stderr } = await check([file])
    expect(exitCode).toBe(2)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})
