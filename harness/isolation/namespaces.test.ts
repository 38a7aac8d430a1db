/**
 * Tests the isolation by the operating system separately: programs and configurations that were not audited, with targets of an
 * attack outside.
 */
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rootsFolder } from '../builds/local-builds.ts'
import { nginx, repository, rootBuild } from '../runtimes/fixture.ts'
import { findBubblewrap, SYSTEM_FOLDERS } from './bubblewrap.ts'
import { enclose } from './enclosed-proxy.ts'
import { missingTool, startWorker, TEMPORARY } from './enclosed-worker.ts'

const SECRET = 'nobody-must-read-this'
const MARK = 'nobody-must-write-this'
const roots = rootsFolder(`${repository}/.cache`)
const bubblewrap = findBubblewrap(roots)
const isPossible = process.platform === 'linux' && bubblewrap !== undefined && missingTool() === undefined

const folder = mkdtempSync(join(tmpdir(), 'bait-'))
chmodSync(folder, 0o777)
const secret = join(folder, 'secret')
const program = join(folder, 'program')
const socket = join(folder, 'socket')
const shared = `/dev/shm/sse-compat-bait-${process.pid}`
let visits = 0
const servers: Server[] = []
let port = 0

beforeAll(async () => {
  writeFileSync(secret, SECRET, { mode: 0o644 })
  writeFileSync(program, `#!/bin/sh\necho ${MARK} >${folder}/mark\n`, { mode: 0o755 })
  if (isPossible) writeFileSync(shared, SECRET, { mode: 0o644 })
  for (const place of [{ port: 0, host: '127.0.0.1' }, { path: socket }]) {
    const server = createServer((one) => {
      visits++
      one.end(SECRET)
    })
    await new Promise<void>((resolve) => server.listen(place, resolve))
    servers.push(server)
  }
  chmodSync(socket, 0o777)
  const address = servers[0]?.address() as AddressInfo
  port = address.port
})

afterAll(() => {
  for (const server of servers) server.close()
  rmSync(folder, { recursive: true })
  rmSync(shared, { force: true })
})

/** The output of a command in a worker, both streams. */
async function printedBy(command: readonly string[], visible: readonly string[] = []): Promise<string> {
  if (bubblewrap === undefined) return ''
  await using worker = startWorker({
    bubblewrap,
    command,
    visible,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', TMPDIR: TEMPORARY },
  })
  let text = ''
  worker.process.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  await worker.ended
  return text + worker.said()
}

/** A shell instead of a proxy, as if the proxy ran an attacker's code. */
function inProxysPlace(script: string): readonly string[] {
  if (bubblewrap === undefined) return []
  const command = { file: '/bin/bash', args: ['-c', script], cwd: TEMPORARY, env: { PATH: '/usr/bin:/bin' } }
  const { file, args } = enclose(bubblewrap, command, SYSTEM_FOLDERS, `${TEMPORARY}/own`)
  const quoted = [file, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  return ['/bin/bash', '-c', `mkdir ${TEMPORARY}/own; sleep 60 & echo worker $!; ${quoted}; kill $!`]
}

const nothingHappened = (printed: string) => {
  expect(printed).not.toContain(SECRET)
  expect(readdirSync(folder).sort()).toEqual(['program', 'secret', 'socket'])
  expect(visits).toBe(0)
}

describe.skipIf(!isPossible)('native code in a proxy’s place', () => {
  it('takes the bait where no wall is', async () => {
    const reads = `cat ${secret} ${shared}; ${program}; exec 3<>/dev/tcp/127.0.0.1/${port}; cat <&3`
    expect((await execa('/bin/bash', ['-c', reads])).stdout).toBe(SECRET.repeat(3))
    expect(readdirSync(folder)).toContain('mark')
    rmSync(join(folder, 'mark'))
    expect(visits).toBe(1)
    visits = 0
  })

  it('reads no file, runs no program, reaches no address, socket or shared memory of this machine', async () => {
    const script = [
      `cat ${secret} ${shared} /etc/passwd /proc/1/root${secret} /proc/self/root/../..${secret} && echo REACHED`,
      `${program} && echo REACHED`,
      `exec 3<>/dev/tcp/127.0.0.1/${port} && cat <&3 && echo REACHED`,
      `perl -MSocket -e 'socket(S,AF_UNIX,SOCK_STREAM,0);exit !connect(S,sockaddr_un("${socket}"))' && echo REACHED`,
      'ls /home /root /var /run /srv /opt /mnt && echo REACHED',
      'echo the end',
    ].join('\n')
    const printed = await printedBy(inProxysPlace(script))
    expect(printed).toContain('the end')
    expect(printed).not.toContain('REACHED')
    nothingHappened(printed)
  })

  it('writes nowhere but into its own folder, and sees no other process', async () => {
    const script = [
      'for place in / /usr /usr/bin /dev /tmp /proc /lib; do echo x 2>/dev/null >$place/written && echo WROTE $place; done',
      'echo x >own/written && echo its own',
      'echo processes /proc/[0-9]*',
      'kill -9 -1 2>/dev/null; for n in 2 3 4 5 6 7 8 9 10; do kill -0 $n 2>/dev/null && echo SEES $n; done',
      'echo the end',
    ].join('\n')
    const printed = await printedBy(inProxysPlace(script))
    expect(printed).toContain('its own')
    expect(printed).toContain('processes /proc/1\n')
    expect(printed).toContain('the end')
    expect(printed).not.toMatch(/WROTE|SEES/)
  })

  it('has no capability, gains none, and makes no namespace of its own', async () => {
    const script = [
      'grep -E "^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs)" /proc/self/status',
      'unshare --user true 2>/dev/null && echo MADE',
      'mount -t tmpfs none /tmp 2>/dev/null && echo MOUNTED',
      'echo the end',
    ].join('\n')
    const printed = await printedBy(inProxysPlace(script))
    expect(printed.match(/^Cap\w+:\t0+$/gm)).toHaveLength(5)
    expect(printed).toMatch(/^NoNewPrivs:\t1$/m)
    expect(printed).toContain('the end')
    expect(printed).not.toContain('MOUNTED')
    if (bubblewrap?.options.has('--disable-userns')) expect(printed).not.toContain('MADE')
  })

  it.skipIf(process.arch !== 'x64' || bubblewrap?.options.has('--seccomp') !== true)(
    'has no key of whoever started it',
    async () => {
      // keyctl(KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0)
      const printed = await printedBy(inProxysPlace(`perl -e 'print "keyring ", syscall(250, 0, -3, 0), ". $!\\n"'`))
      expect(printed).toContain('keyring -1. Operation not permitted')
    },
  )

  it.skipIf(bubblewrap?.options.has('--seccomp') !== true)(
    'has no socket that reaches the host of a virtual machine, whatever its network namespace',
    async () => {
      const printed = await printedBy(
        inProxysPlace(
          `perl -MSocket -e 'for (1, 2, 40) { print "$_ ", socket(S, $_, 1, 0) ? "made" : "not made", "\n" }'`,
        ),
      )
      expect(printed).toContain('1 made\n2 made\n40 not made\n')
    },
  )

  it('has bounded memory, files and processes', async () => {
    const printed = await printedBy(
      inProxysPlace('ulimit -v; ulimit -f; ulimit -c; head -c 1G /dev/zero >own/big; ls -s --block-size=M own'),
    )
    const [memory, file, core] = printed.match(/^\d+$/gm)?.map(Number) ?? []
    expect(memory).toBe(4 * 2 ** 20)
    expect(file).toBe(2 ** 19)
    expect(core).toBe(0)
    expect(printed).toMatch(/512M big/)
  })
})

describe.skipIf(!isPossible)('a worker that computes, and so reads no order', () => {
  it('ends immediately when it is stopped', { timeout: 30_000 }, async () => {
    if (bubblewrap === undefined) return
    const command = ['/bin/bash', '-c', 'echo ready; exec sleep 20']
    const worker = startWorker({ bubblewrap, command, visible: [], env: { PATH: '/usr/bin:/bin' } })
    await new Promise((resolve) => worker.process.stdout?.once('data', resolve))
    const asked = performance.now()
    await worker[Symbol.asyncDispose]()
    // It still has its output, which ends with it.
    expect(performance.now() - asked).toBeLessThan(10_000)
  })
})

describe.skipIf(!isPossible || rootBuild(nginx) === undefined)('a proxy whose configuration nobody audited', () => {
  /** The responses to the requested URLs, and the output. */
  async function attack(product: string, config: string, ask: readonly string[]) {
    const main = fileURLToPath(new URL('./attack-main.fixture.ts', import.meta.url))
    const command = [process.execPath, main, JSON.stringify({ product, config, ask })]
    const code = ['harness', 'servers', 'scripts', 'node_modules', 'package.json'].map((name) => join(repository, name))
    const root = dirname(dirname(dirname(rootBuild(nginx)?.exec.at(-1) ?? '')))
    const printed = await printedBy(command, [process.execPath, ...code, root])
    return { printed, ...(JSON.parse(printed || '{}') as { answers: string[]; failure: string }) }
  }

  it('nginx: files, sockets, addresses', { timeout: 30_000 }, async () => {
    const config = `server {
      listen 127.9.9.9:8099;
      location /file { root /; try_files ${secret} ${shared} /etc/passwd =404; }
      location /tcp { proxy_pass http://127.0.0.1:${port}/; }
      location /unix { proxy_pass http://unix:${socket}:/; }
      location /own { return 200 reached; }
    }`
    const ask = ['/file', '/tcp', '/unix', '/own'].map((path) => `http://127.9.9.9:8099${path}`)
    const { answers, printed } = await attack('nginx', config, ask)
    expect(answers.map((answer) => answer.slice(0, 3))).toEqual(['404', '502', '502', '200'])
    nothingHappened(printed)
  })

  it.for([
    ['a log outside', (bait: string) => `access_log ${bait}/mark;`],
    ['a socket outside', (bait: string) => `server { listen unix:${bait}/mark; }`],
    ['an included file', (bait: string) => `include ${bait}/secret;`],
    ['a module', (bait: string) => `} load_module ${bait}/program; http {`],
  ] as const)('nginx: %s', { timeout: 30_000 }, async ([, config]) => {
    const { printed, answers } = await attack('nginx', config(folder), ['/sse/'])
    expect(answers).toEqual([])
    nothingHappened(printed)
  })

  it.for([
    ['a log by a program', (bait: string) => `ErrorLog "|${bait}/program"`],
    ['a log outside', (bait: string) => `ErrorLog ${bait}/mark`],
    ['an included file', (bait: string) => `Include ${bait}/secret`],
    ['a library', (bait: string) => `LoadModule evil_module ${bait}/program`],
  ] as const)('Apache: %s', { timeout: 30_000 }, async ([, config]) => {
    const { printed } = await attack('apache', config(folder), ['/sse/'])
    nothingHappened(printed)
  })
})
