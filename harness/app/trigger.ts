/** Makes an application send an event, whenever a stream is open: by a request to a URL of the application, or by a command. */
import { spawn } from 'node:child_process'
import type { Ms } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { register } from '../runtimes/disposal.ts'
import { ask } from './ask.ts'
import { type AppTarget, readTarget } from './target.ts'
import { seconds } from './time-words.ts'

export interface Trigger extends AsyncDisposable {
  /** Does nothing while the previous request or command has not ended. */
  fire(): void
  /** The first failure, for people. */
  readonly failure: string | undefined
}

const PATIENCE: Ms = 5000
/** Maximum length of the output that is kept (characters). */
const MAX_OUTPUT = 300

/** @returns undefined, or what went wrong */
type Attempt = () => Promise<string | undefined>

/** @throws SseCompatError `bad-option` for a URL of another host */
export async function triggerOf(typed: string | undefined, target: AppTarget): Promise<Trigger | undefined> {
  if (typed === undefined) return undefined
  const [, verb, url] = /^(?:(GET|POST) )?(https?:\/\/\S+)$/.exec(typed) ?? []
  if (url === undefined) {
    const command = commandOf(typed)
    return triggerFrom(command.run, command.stop)
  }
  const to = await readTarget(url, { method: verb ?? 'POST', data: undefined, header: [] })
  const { host, port } = target.application
  if (to.application.host !== host || to.application.port !== port) {
    throw new SseCompatError(
      'bad-option',
      `--trigger names ${to.host}, which is not the application (${host}:${port})`,
      {
        advice: 'no other server is contacted: use a command for that',
      },
    )
  }
  return triggerFrom(requestOf(to, target), () => {})
}

function triggerFrom(attempt: Attempt, stop: () => void): Trigger {
  let running: Promise<void> | undefined
  let failure: string | undefined
  let isOver = false
  const once = async (): Promise<void> => {
    const failed = await attempt()
    if (!isOver) failure ??= failed
    running = undefined
  }
  return {
    fire() {
      if (!isOver && running === undefined) running = once()
    },
    get failure() {
      return failure
    },
    async [Symbol.asyncDispose]() {
      isOver = true
      stop()
      await running
    },
  }
}

function requestOf(to: AppTarget, target: AppTarget): Attempt {
  const withLogin = { ...to, headers: target.headers.filter(([name]) => /^(?:authorization|cookie)$/i.test(name)) }
  const fields = to.method === 'POST' ? ([['Content-Length', '0']] as const) : []
  return async () => {
    const { head } = await ask(withLogin, { patience: PATIENCE, fields })
    if (head !== undefined && head.status < 400) return undefined
    return `--trigger: ${to.method} ${to.target} gets ${head === undefined ? 'no answer' : `status ${head.status}`}`
  }
}

/** A shell command in a process group of its own, so that nothing of it is left. */
function commandOf(line: string): { readonly run: Attempt; readonly stop: () => void } {
  let kill = (): void => {}
  const run: Attempt = () => {
    const child = spawn('/bin/sh', ['-c', line], { detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
    let output = ''
    let isLate = false
    kill = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // The group has already ended.
      }
    }
    child.stderr.on('data', (bytes: Buffer) => {
      output = (output + bytes.toString('utf8')).slice(-MAX_OUTPUT)
    })
    const unregister = register({ dispose: async () => kill(), disposeNow: kill })
    const timer = setTimeout(() => {
      isLate = true
      kill()
    }, PATIENCE)
    return new Promise((resolve) => {
      const end = (how: string | undefined): void => {
        clearTimeout(timer)
        unregister()
        kill = () => {}
        child.stderr.destroy()
        const last = output.trim().split('\n').at(-1) ?? ''
        resolve(how && `--trigger: the command ${how}${last === '' ? '' : `: ${last}`}`)
      }
      child.on('error', (error) => end(error.message))
      child.on('exit', (code, signal) => {
        if (isLate) end(`did not end within ${seconds(PATIENCE)}`)
        else end(code === 0 ? undefined : `ended with ${signal ?? `exit code ${code}`}`)
      })
    })
  }
  return { run, stop: () => kill() }
}
