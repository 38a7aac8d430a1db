/** What keeps a configuration of unknown making from this machine, besides the audit of what it says. */

import { rootsFolder } from '../../builds/local-builds.ts'
import { TOP } from '../../catalog.ts'
import { type Bubblewrap, findBubblewrap } from '../../isolation/bubblewrap.ts'
import { enclose } from '../../isolation/enclosed-proxy.ts'
import { missingTool, startWorker, TEMPORARY } from '../../isolation/enclosed-worker.ts'
import { SseCompatError } from '../../model.ts'
import type { ChosenBuild } from './build.ts'
import type { IsolationReport } from './report.ts'

/** `auto`: the best that is to be had; `require`: that, or nothing is tested; `none`: none, for comparison. */
export const ISOLATIONS = ['auto', 'require', 'none'] as const
export type IsolationChoice = (typeof ISOLATIONS)[number]

export interface Isolated extends IsolationReport {
  /** For the kind `namespaces`. */
  readonly bubblewrap?: Bubblewrap
}

/** @throws SseCompatError `no-isolation` where it is required and not to be had */
export async function chooseIsolation(
  choice: IsolationChoice,
  { runtime }: Pick<ChosenBuild, 'runtime'>,
): Promise<Isolated> {
  if (choice === 'none') return none('as asked')
  if (runtime === 'docker')
    return { kind: 'container', says: 'isolation: container (internal network, read-only, no capabilities)' }
  const found = await namespacesHere()
  if ('bubblewrap' in found) return found
  if (choice !== 'require') return none(found.why)
  throw new SseCompatError('no-isolation', `isolation is required, and there is none here: ${found.why}`, {
    advice: 'install bubblewrap, or test in containers with --build and an image',
  })
}

const none = (why: string): Isolated => ({
  kind: 'none',
  says: `isolation: none (${why}); what is not known to be harmless is refused`,
})

/** Tries it: a worker that starts an enclosed program. */
export async function namespacesHere(): Promise<Required<Isolated> | { readonly why: string }> {
  if (process.platform !== 'linux') return { why: 'it needs Linux' }
  const bubblewrap = findBubblewrap(rootsFolder(TOP))
  if (bubblewrap === undefined) return { why: 'bubblewrap is not installed' }
  const missing = missingTool()
  if (missing !== undefined) return { why: missing }
  const [file = '', ...args] = [...bubblewrap.exec, '--version']
  const program = enclose(
    bubblewrap,
    { file, args, cwd: '/', env: {} },
    ['/usr', '/lib', '/lib64', ...bubblewrap.needs],
    TEMPORARY,
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
