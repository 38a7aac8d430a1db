/** Isolates a configuration of unknown origin from this machine, in addition to the audit of its text. */

import { rootsFolder } from '../builds/local-builds.ts'
import { type Bubblewrap, findBubblewrap } from '../isolation/bubblewrap.ts'
import { enclose } from '../isolation/enclosed-proxy.ts'
import { missingTool, startWorker, TEMPORARY } from '../isolation/enclosed-worker.ts'
import { CACHE } from '../matrix/folders.ts'
import { SseCompatError } from '../model/index.ts'
import type { ChosenBuild } from './choose-build.ts'
import type { IsolationReport } from './report/report.ts'

/** `auto`: the best available isolation; `require`: the same, but test nothing without one; `none`: no isolation, for comparison. */
export const ISOLATIONS = ['auto', 'require', 'none'] as const
export type IsolationChoice = (typeof ISOLATIONS)[number]

export interface Isolated extends IsolationReport {
  /** Present for the kind `namespaces`. */
  readonly bubblewrap?: Bubblewrap
}

export const CONTAINER: Isolated = {
  kind: 'container',
  says: 'isolation: container (internal network, read-only, no capabilities, no new privileges)',
}

/** The engine runs on another machine, or in a virtual one: folders cannot be mounted, and ports have to be published. */
const REMOTE_CONTAINER: Isolated = {
  kind: 'none',
  says: 'isolation: none (a container of an engine elsewhere: no capabilities, but its network and files are not restricted)',
}

const isEngineHere = (): boolean => process.platform === 'linux' && /^(unix:|$)/.test(process.env.DOCKER_HOST ?? '')

/** For `sse-compat list`. */
export async function isolationHere(): Promise<string> {
  const found = await namespacesHere()
  return 'says' in found ? found.says : none(found.why).says
}

/** @throws SseCompatError `no-isolation` where it is required but not available */
export async function chooseIsolation(
  choice: IsolationChoice,
  { runtime }: Pick<ChosenBuild, 'runtime'>,
  namespaces = namespacesFor(choice),
): Promise<Isolated> {
  if (choice === 'none') return none('as asked')
  if (runtime === 'docker' && isEngineHere()) return CONTAINER
  if (runtime === 'docker')
    return choice === 'require' ? refuse('the Docker engine is not on this machine') : REMOTE_CONTAINER
  const found = await namespaces
  if ('bubblewrap' in found) return found
  return choice === 'require' ? refuse(found.why) : none(found.why)
}

function refuse(why: string): never {
  throw new SseCompatError('no-isolation', `isolation is required, and there is none here: ${why}`, {
    advice: 'install bubblewrap, or test in containers of an engine on this machine with --build and an image',
  })
}

const none = (why: string): Isolated => ({
  kind: 'none',
  says: `isolation: none (${why}); what is not known to be harmless is refused`,
})

type Namespaces = Required<Isolated> | { readonly why: string }

/** Whether namespaces are available; not tested where none are requested. Never rejects. */
export const namespacesFor = async (choice: IsolationChoice): Promise<Namespaces> =>
  choice === 'none' ? { why: 'as asked' } : namespacesHere()

/** Tests it with a worker that starts an isolated program. */
async function namespacesHere(): Promise<Namespaces> {
  if (process.platform !== 'linux') return { why: 'it needs Linux' }
  const bubblewrap = findBubblewrap(rootsFolder(CACHE))
  if (bubblewrap === undefined) return { why: 'bubblewrap is not installed' }
  const missing = missingTool()
  if (missing !== undefined) return { why: missing }
  const [file = '', ...args] = [...bubblewrap.exec, '--version']
  const program = enclose(
    bubblewrap,
    { file, args, cwd: '/', env: {} },
    ['/usr', '/lib', '/lib64', ...bubblewrap.needs],
    TEMPORARY,
    undefined,
    // Composed here, but run in the worker's file system.
    true,
  )
  await using worker = startWorker({
    bubblewrap,
    command: [program.file, ...program.args],
    visible: [],
    env: { PATH: '/usr/bin:/bin' },
  })
  let printed = ''
  worker.process.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  const ended = await worker.ended
  const [, version] = /bubblewrap (\S+)/.exec(printed) ?? []
  if (version === undefined || ended !== 'exit code 0') {
    return { why: `bubblewrap cannot make namespaces here: ${worker.said().trim().split('\n').at(-1) || ended}` }
  }
  const memory = worker.hasControlGroup ? 'a control group' : 'rlimits'
  const says = `isolation: namespaces (bubblewrap ${version}; memory and processes limited by ${memory})`
  return { kind: 'namespaces', says, bubblewrap }
}
