/**
 * Shared by the fuzz tests of both products: the number of tries, and folders with attack targets. mutations.fixture.ts generates
 * the configurations.
 */

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { rootCandidates } from '../harness/builds/local-builds.ts'
import { probe } from '../harness/builds/probe-build.ts'
import { type Adapter, type BuildFacts, SseCompatError } from '../harness/model/index.ts'
import { repository } from '../harness/runtimes/fixture.ts'

/** `SSE_COMPAT_FUZZ=2000` makes this many tries, different ones each time. */
const ASKED = Number(process.env.SSE_COMPAT_FUZZ || 0)
const FEW = 40
const LONG_MS = 3_600_000
/** Seed of the default tries; any number can be used. */
const SEED = 20_231

/** Much longer than any test takes: it only ends hanging ones. */
export const timeout = ASKED > 0 ? LONG_MS : 300_000

/** The newest unpacked build; undefined where there is none. */
export async function buildOf(adapter: Adapter): Promise<BuildFacts | undefined> {
  const candidate = rootCandidates(adapter, `${repository}/.cache`).at(-1)
  return candidate && probe(adapter, candidate, { get: (_key, make) => make(), save() {} })
}

export interface Counts {
  readonly accepted: number
  /** `code: message` → count. */
  readonly refused: ReadonlyMap<string, number>
}

/**
 * Tries configurations until one fails, and prints statistics where many tries were requested.
 * @param prepare returns the configuration to judge; an `SseCompatError` means that it is refused
 */
export function tryAll<T, P>(
  title: string,
  configurations: fc.Arbitrary<T>,
  prepare: (config: T) => P,
  judge: (prepared: P) => void,
): Counts {
  let accepted = 0
  const refused = new Map<string, number>()
  const seed = ASKED > 0 ? Date.now() % 2 ** 31 : SEED
  if (ASKED > 0) console.log(`${title}: ${ASKED} configurations, seed ${seed}`)
  fc.assert(
    fc.property(configurations, (config) => {
      let prepared: P
      try {
        prepared = prepare(config)
      } catch (error) {
        if (!(error instanceof SseCompatError)) throw error
        const reason = `${error.code}: ${error.message.replace(/(?<=^the file )".*"|\d+/gs, '…')}`
        refused.set(reason, (refused.get(reason) ?? 0) + 1)
        return
      }
      accepted++
      judge(prepared)
    }),
    { numRuns: ASKED || FEW, seed },
  )
  if (ASKED > 0)
    console.log(
      `${title}: ${accepted} accepted`,
      [...refused].sort(([, a], [, b]) => b - a),
    )
  return { accepted, refused }
}

export const totalOf = ({ refused }: Counts): number => [...refused.values()].reduce((sum, each) => sum + each, 0)

/** @throws Error with the first differing line, because the whole text is long */
export function expectSame(is: string, believed: string): void {
  if (is === believed) return
  const [all, others] = [is.split('\n'), believed.split('\n')]
  const at = all.findIndex((line, index) => line !== others[index])
  throw new Error(`the proxy reads\n${all[at]}\nwhere this is believed\n${others[Math.max(0, at)]}`)
}

/** A folder for the proxy, and attack targets beside it. */
export interface Arena extends Disposable {
  /** For `Site.directory`. */
  readonly directory: string
  /** Folder for data files of a build of its own. */
  readonly data: string
  /** A folder in which nothing may appear. */
  readonly bait: string
  /** A named pipe in it: a process that opens it, to read or to write, blocks, and is detected by that. */
  readonly pipe: string
  /** Empties the proxy's folder and writes files into it. */
  fill(files: Readonly<Record<string, string>>, folders: readonly string[]): void
  /** Runs the build's executable until it exits. @throws where it does not, or where something outside of the folder has changed */
  run(build: BuildFacts, args: readonly string[], env?: Readonly<Record<string, string>>): Answer
}

export interface Answer {
  readonly isAccepted: boolean
  readonly stdout: string
  readonly stderr: string
}

export function openArena(): Arena {
  const base = mkdtempSync(join(tmpdir(), 'fuzz-'))
  const [directory, data, bait] = [join(base, 'site'), join(base, 'data'), join(base, 'bait')]
  const pipe = join(bait, 'pipe')
  for (const folder of [directory, data, bait]) mkdirSync(folder)
  execFileSync('mkfifo', [pipe])
  return {
    directory,
    data,
    bait,
    pipe,
    fill(files, folders) {
      rmSync(directory, { recursive: true })
      for (const folder of ['', ...folders]) mkdirSync(join(directory, folder), { recursive: true })
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(join(directory, dirname(path)), { recursive: true })
        writeFileSync(join(directory, path), text)
      }
    },
    run(build, args, env = {}) {
      const [file = '', ...before] = build.exec
      const options = { cwd: directory, env, timeout: 30_000, stdio: 'pipe', maxBuffer: 2 ** 28 } as const
      const { status, stdout, stderr, error } = spawnSync(file, [...before, ...args], options)
      if (error !== undefined) throw error
      const found = readdirSync(base, { recursive: true }).filter((name) => !/^(site|data)\//.test(String(name)))
      const isUntouched = found.sort().join() === 'bait,bait/pipe,data,site'
      if (status === null || !isUntouched) throw new Error(`it left its folder: ${status} ${found} ${stderr}`)
      return { isAccepted: status === 0, stdout: stdout.toString(), stderr: stderr.toString() }
    },
    [Symbol.dispose]: () => rmSync(base, { recursive: true }),
  }
}
