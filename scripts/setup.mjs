// Prepares a clone: locked packages, a recent Node, and a way to run proxies. npm calls it before `start` and `test`, with the
// machine's own Node (18 or newer) and before any package is installed. Prints nothing if there is nothing to do.

import { spawn, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isAlive } from '../harness/debian/debian-root.mjs'
import { isNodeVerified, verifyNode } from './node-binary.mjs'
import { isGrounded } from './provision-state.mjs'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const OWN_NODE = join(ROOT, 'node_modules/.bin/node')
/** npm's record of a finished installation. */
const PACKAGES_THERE = join(ROOT, 'node_modules/.package-lock.json')
const LOCK = join(ROOT, '.cache/setup.lock')

const say = (/** @type {string} */ line) => process.stderr.write(`sse-compat: ${line}\n`)

/** @param {string} line @returns {never} */
function giveUp(line) {
  say(line)
  process.exit(2)
}

/** Whether every package of the lock file is installed in its locked version; packages for other systems may be absent. */
function packagesMatch() {
  try {
    const read = (/** @type {string} */ file) => JSON.parse(readFileSync(file, 'utf8')).packages
    const there = read(PACKAGES_THERE)
    return Object.entries(read(join(ROOT, 'package-lock.json'))).every(([path, wanted]) => {
      if (path === '') return true
      const found = there[path]
      if (!found) return wanted.optional === true
      const same = found.version === wanted.version && found.integrity === wanted.integrity
      return same && existsSync(join(ROOT, path, 'package.json'))
    })
  } catch {
    return false
  }
}

/** No install script runs except that of the package `node`, which fetches Node. */
async function installPackages() {
  say('installing packages')
  // npm writes it last, so it is removed first: an interrupted installation must not look finished.
  rmSync(PACKAGES_THERE, { force: true })
  const failure = await runNpm('ci', '--ignore-scripts', '--no-audit', '--no-fund')
  if (failure) giveUp(`npm ci failed: ${failure}`)
}

async function installNode() {
  const failure = await runNpm('rebuild', 'node')
  if (!failure) return
  if (!isRecent(process.version)) giveUp(`npm rebuild node failed: ${failure}`)
  say(`npm rebuild node failed: ${failure}; using Node ${process.version}`)
}

/** @param {...string} args @returns {Promise<string>} npm's reason when it failed, else empty */
async function runNpm(...args) {
  const npm = process.env.npm_execpath ?? ''
  const node = process.env.npm_node_execpath ?? process.execPath
  const [command, before] = basename(npm).startsWith('npm') ? [node, [npm]] : ['npm', []]
  const child = spawn(command, [...before, ...args, '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  // If this process is killed, npm continues, and the next set-up has to wait for it.
  if (child.pid) appendFileSync(LOCK, ` ${child.pid}`)
  let stderr = ''
  child.stderr.on('data', (text) => {
    stderr += text
  })
  const ended = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code) => resolve(code))
  })
  if (ended === 0) return ''
  const reasons = stderr.split('\n').map((line) => /^npm (?:error|ERR!) (.+)/.exec(line)?.[1] ?? '')
  const said = reasons.filter((line) => line.trim() !== '' && !/^code |complete log/.test(line)).slice(0, 2)
  return said.join(' ') || String(ended)
}

/** @param {string} version e.g. v24.1.0 */
function isRecent(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 18)
}

/** An earlier set-up may have ended between installing the packages and installing Node. */
const lacksNode = () => !existsSync(OWN_NODE) && !isRecent(process.version)

/** The Node that npm scripts of this package find first. @returns {string} */
function nodeToUse() {
  const own = existsSync(OWN_NODE) ? spawnSync(OWN_NODE, ['--version'], { encoding: 'utf8' }).stdout?.trim() : undefined
  if (own && isRecent(own)) return OWN_NODE
  if (!own && isRecent(process.version)) return process.execPath
  return giveUp(
    `Node ${own || process.version} is older than 22.18, and the one that npm brings is missing: ` +
      'its install script did not run. Run: npm rebuild node --ignore-scripts=false',
  )
}

/** Makes `npx sse-compat` find the clone's own command. */
function linkCommand() {
  const link = join(ROOT, 'node_modules/.bin/sse-compat')
  if (existsSync(link)) return
  rmSync(link, { force: true })
  symlinkSync('../../scripts/sse-compat.mjs', link)
}

/** Only one set-up at a time, because npm ci removes the packages that another one uses. Waits for a running one. */
function lock() {
  mkdirSync(dirname(LOCK), { recursive: true })
  const mine = `${LOCK}.${process.pid}`
  writeFileSync(mine, String(process.pid))
  let told = false
  while (true) {
    try {
      // Creating a link is atomic, including its content.
      linkSync(mine, LOCK)
      break
    } catch {
      const owner = holders().find(isAlive)
      if (owner === undefined) rmSync(LOCK, { force: true })
      else if (!told) say(`waiting for another set-up (process ${owner})`)
      told = true
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
    }
  }
  unlinkSync(mine)
  process.on('exit', () => {
    if (holders()[0] === process.pid) rmSync(LOCK, { force: true })
  })
}

/** Process ids of the set-up that holds the lock, and of its npm. */
function holders() {
  try {
    return readFileSync(LOCK, 'utf8').split(' ').map(Number)
  } catch {
    return []
  }
}

function isDone() {
  return (
    packagesMatch() &&
    !lacksNode() &&
    isNodeVerified(ROOT) &&
    existsSync(join(ROOT, 'node_modules/.bin/sse-compat')) &&
    isGrounded(ROOT)
  )
}

if (!isDone()) {
  lock()
  const packages = packagesMatch()
  if (!packages) await installPackages()
  if (!packages || lacksNode()) await installNode()
  const { refused, line } = verifyNode(ROOT)
  if (line) say(line)
  if (refused) {
    // The next set-up installs all packages again.
    rmSync(PACKAGES_THERE, { force: true })
    process.exit(2)
  }
}
const node = nodeToUse()
if (!isDone()) {
  linkCommand()
  const { status } = spawnSync(node, [join(ROOT, 'scripts/provision.mjs')], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0) process.exit(status ?? 2)
}
