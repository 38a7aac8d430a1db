// Roots: proxies from Debian packages, unpacked into a separate folder and run with that folder's own loader. Nothing on the
// system is changed, and root is not needed. Set-up and harness/builds share this implementation.

import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { chmod, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, delimiter, join } from 'node:path'
import { readSources, readSystem, sourcesFor } from './apt.mjs'

/**
 * Packages that every root has in addition to the proxies': one that makes a proxy's clock run faster, and one that runs a proxy
 * in its own namespaces.
 */
export const TOOLS = ['libfaketime', 'bubblewrap']

const MANIFEST = 'sse-compat-root.json'

/** @returns {boolean} whether this machine can make roots at all */
export function canMakeRoots() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const has = (/** @type {string} */ name) => folders.some((folder) => folder !== '' && existsSync(join(folder, name)))
  return has('apt-get') && has('dpkg') && readSystem().codename !== ''
}

/** @returns {string} trixie on Debian, since its nginx and Apache are current; elsewhere this machine's own suite */
export function defaultSuite() {
  const { id, codename } = readSystem()
  return id === 'debian' ? 'trixie' : codename
}

/**
 * Finished roots in a folder, by suite name.
 * @param {string} folder
 * @returns {{ suite: string, folder: string, system: string, packages: string[], contents: string }[]}
 */
export function listRoots(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .sort()
    .flatMap((suite) => {
      try {
        const manifest = JSON.parse(readFileSync(join(folder, suite, MANIFEST), 'utf8'))
        return [{ contents: '', ...manifest, suite, folder: join(folder, suite) }]
      } catch {
        return []
      }
    })
}

/**
 * The words that precede an executable of a root so that it runs on this system: the root's own loader, with the folders of its
 * own libraries. The executable itself is not included.
 *
 * The loader splits `--library-path` at `:` and `;`, which the root's own path may contain. So the folders are given relative to
 * the executable's own folder, `$ORIGIN`, which the loader inserts after it has split the list (ld.so(8)). The executable has to
 * be two folders below the root, as in `usr/sbin`.
 * @param {string} root
 * @returns {string[]} empty when the root has no loader
 */
export function rootLoader(root) {
  for (const base of ['usr/lib', 'lib']) {
    if (!existsSync(join(root, base))) continue
    for (const triplet of readdirSync(join(root, base)).filter((name) => name.includes('-linux-gnu'))) {
      const loader = readdirSync(join(root, base, triplet)).find((name) => /^ld-linux.*\.so\.\d+$/.test(name))
      if (!loader) continue
      const libraries = ['usr/lib', 'lib'].map((folder) => `$ORIGIN/../../${folder}/${triplet}`).join(':')
      return [join(root, base, triplet, loader), '--library-path', libraries]
    }
  }
  return []
}

/**
 * Downloads packages with everything that they depend on, and unpacks them to `<into>/<suite>`. A root appears there complete or
 * not at all; of two concurrent calls the first one's root is kept. An older root that lacks a package is replaced.
 * @param {{ suite: string, packages: readonly string[], into: string, name?: string, onProgress?: (line: string) => void }} options
 *   `name`: of its folder; default: the suite
 * @returns {Promise<string>} the root's folder
 * @throws {Error} with one line of apt's or dpkg's message
 */
export async function makeRoot({ suite, packages, into, name = suite, onProgress = () => {} }) {
  const target = join(into, name)
  const work = join(into, `.${suite}-${process.pid}-${randomBytes(4).toString('hex')}`)
  await mkdir(into, { recursive: true })
  await sweepUnfinished(into)
  try {
    onProgress(`fetching ${suite} packages (${packages.join(', ')})`)
    const archives = await download(suite, packages, work)
    onProgress(`unpacking ${archives.length} packages of ${suite}`)
    const root = join(work, 'root')
    await mkdir(root)
    for (const archive of archives) await run('dpkg', ['-x', archive, root])
    await completeTree(root)
    const { id } = readSystem()
    const system = id.charAt(0).toUpperCase() + id.slice(1)
    await writeFile(join(root, MANIFEST), JSON.stringify({ suite, system, packages, contents: digest(archives) }))
    if (
      !listRoots(into).some((done) => done.suite === name && packages.every((name) => done.packages.includes(name)))
    ) {
      if (existsSync(target)) await rename(target, join(work, 'replaced'))
      await rename(root, target)
    }
    return target
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/**
 * @param {string} suite @param {readonly string[]} packages @param {string} work
 * @returns {Promise<string[]>} the downloaded package files
 */
async function download(suite, packages, work) {
  const { codename } = readSystem()
  const lines = sourcesFor(readSources(), codename, suite)
  const first = lines[0]
  if (!first) throw new Error(`apt has no source for ${codename}, this machine's own suite, to take ${suite} from`)
  for (const folder of ['lists/partial', 'cache/archives/partial']) await mkdir(join(work, folder), { recursive: true })
  await writeFile(join(work, 'status'), '')
  const list = join(work, 'sources.list')
  const options = Object.entries({
    'Dir::State::lists': join(work, 'lists'),
    'Dir::State::status': join(work, 'status'),
    'Dir::Cache': join(work, 'cache'),
    'Dir::Cache::archives': join(work, 'cache/archives'),
    'Dir::Etc::sourcelist': list,
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'APT::Default-Release': '',
    'APT::Sandbox::User': '',
    'APT::Install-Recommends': 'false',
    'Acquire::Languages': 'none',
    'Debug::NoLocking': '1',
  }).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  const update = async (/** @type {string[]} */ sources) => {
    await writeFile(list, `${sources.join('\n')}\n`)
    await run('apt-get', [...options, 'update', '-q', '--error-on=any'])
  }
  // An old suite may have no updates or security archive on this mirror any more; then the release alone is used.
  await update(lines).catch((error) => (lines.length > 1 ? update([first]) : Promise.reject(error)))
  await run('apt-get', [...options, 'install', '-q', '-y', '--download-only', ...packages])
  const archives = join(work, 'cache/archives')
  return (await readdir(archives)).filter((name) => name.endsWith('.deb')).map((name) => join(archives, name))
}

/** Equal for roots with the same packages in the same versions, as their file names show. @param {string[]} archives */
function digest(archives) {
  const names = archives.map((file) => basename(file)).sort()
  return createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 16)
}

/** Creates what packages' install scripts would create, so that the folder can also be used as a container image. @param {string} root */
async function completeTree(root) {
  await mkdir(join(root, 'etc'), { recursive: true })
  await mkdir(join(root, 'tmp'), { recursive: true })
  await chmod(join(root, 'tmp'), 0o1777)
  const users = ['root:x:0:0::/root:/bin/false', 'www-data:x:33:33::/:/bin/false', 'nobody:x:65534:65534::/:/bin/false']
  await writeFile(join(root, 'etc/passwd'), `${users.join('\n')}\n`)
  await writeFile(join(root, 'etc/group'), 'root:x:0:\nwww-data:x:33:\nnogroup:x:65534:\n')
  for (const name of ['lib', 'lib64', 'bin', 'sbin']) {
    const usr = existsSync(join(root, 'usr', name))
    if (usr && !existsSync(join(root, name))) await symlink(`usr/${name}`, join(root, name))
  }
}

/** Removes the files of an interrupted set-up. @param {string} into */
async function sweepUnfinished(into) {
  for (const name of await readdir(into)) {
    const pid = Number(/^\..+-(\d+)-[0-9a-f]{8}$/.exec(name)?.[1])
    if (pid && !isAlive(pid)) await rm(join(into, name), { recursive: true, force: true })
  }
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/** @param {string} command @param {string[]} args */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, LC_ALL: 'C' } })
    let errors = ''
    child.stderr.on('data', (text) => {
      errors += text
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) return resolve(undefined)
      const line = errors.split('\n').find((each) => /^(E|W|Err|dpkg\S*):/.test(each)) ?? `exit code ${code}`
      reject(new Error(`${command}: ${line.replace(/^[EW]: /, '')}`))
    })
  })
}
