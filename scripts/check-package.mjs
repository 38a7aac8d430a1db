// Packs this project as npm publishes it, installs the archive into an empty folder, and runs `list`, `check` and `serve` from
// there, with the Node of this clone and with others that are named: node scripts/check-package.mjs 22
// Prints a line for each that works; exits with 1 and the output of the first that does not.

import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = mkdtempSync(join(tmpdir(), 'sse-compat-package-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const cache = join(folder, 'cache')
const env = { ...process.env, XDG_CACHE_HOME: cache }
const QUIET = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error']

/**
 * @param {string} what @param {string} file @param {string[]} args @param {number[]} codes exit codes that are right
 * @returns {string} what it printed
 */
function run(what, file, args, codes = [0]) {
  const { status, stdout, stderr } = spawnSync(file, args, { cwd: folder, env, encoding: 'utf8', timeout: 180_000 })
  if (!codes.includes(status ?? -1)) fail(what, `exit code ${status}\n${stdout}\n${stderr}`)
  return stdout
}

/** @param {string} what @param {string} why @returns {never} */
function fail(what, why) {
  process.stderr.write(`package: ${what}: ${why}\n`)
  process.exit(1)
}

/** @param {string} what @param {boolean} holds @param {string} text */
function must(what, holds, text) {
  if (!holds) fail(what, `not as expected:\n${text.slice(0, 2000)}`)
}

/** The version of Node that runs a program, e.g. `22.20.0`. @param {string} node */
const versionOf = (node) => spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()

/** @param {string} node */
async function tryWith(node) {
  const version = versionOf(node)
  const main = join(folder, 'node_modules/sse-proxy-compat/scripts/sse-compat.mjs')
  const list = run(`list, Node ${version}`, node, [main, 'list'])
  const profiles = readdirSync(join(root, 'proxies/nginx/profiles')).map((name) => name.replace('.conf', ''))
  must(
    'list',
    profiles.every((name) => list.includes(name)),
    list,
  )
  const report = run(`check, Node ${version}`, node, [main, 'check', 'app.conf', '--json'], [1])
  const [route] = JSON.parse(report).routes
  must('check', route.grade === 'broken' && route.combined.after.grade === 'works', report)
  const server = spawn(node, [main, 'serve', '--port', '0'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const url = await new Promise((resolve) => {
    for (const stream of [server.stdout, server.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        said += text
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)
        if (found) resolve(found[0])
      })
    }
    server.on('exit', () => resolve(''))
  })
  must('serve', url !== '', said)
  const page = await fetch(`${url}/`)
  must('serve', page.status === 200 && (await page.text()).includes('<html'), `${url}/: status ${page.status}`)
  server.kill('SIGTERM')
  await new Promise((resolve) => (server.exitCode === null ? server.once('exit', resolve) : resolve(0)))
  process.stdout.write(`package: list, check and serve work with Node ${version}\n`)
}

writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
writeFileSync(join(folder, 'app.conf'), 'server { listen 80; location /events { proxy_pass http://app:3000; } }\n')
mkdirSync(cache)
// Uses the packages that the set-up has unpacked, so that they are not downloaded again.
symlinkSync(join(root, '.cache'), join(cache, 'sse-proxy-compat'))
run('npm pack', 'npm', ['pack', root, '--pack-destination', folder, '--loglevel=error'])
const archive = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? fail('npm pack', 'no archive')
run('npm install', 'npm', ['install', ...QUIET, join(folder, archive)])

await tryWith(join(root, 'node_modules/.bin/node'))
for (const major of process.argv.slice(2)) {
  const name = `node-${process.platform}-${process.arch}`
  const prefix = join(folder, `node${major}`)
  mkdirSync(prefix)
  run(`Node ${major}`, 'npm', ['install', ...QUIET, '--prefix', prefix, `${name}@${major}`])
  await tryWith(join(prefix, 'node_modules', name, 'bin/node'))
}
