#!/usr/bin/env node
// The command `sse-compat`: in a clone it runs the TypeScript sources, in an installed package the compiled files.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { homedir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const installed = root.split(sep).includes('node_modules')
const main = join(root, installed ? 'dist/harness/cli/main.js' : 'harness/cli/main.ts')
const ownNode = join(root, 'node_modules/.bin/node')
const SETUP = 'node scripts/setup.mjs'
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const recent = major > 22 || (major === 22 && minor >= 18)

/**
 * A terminal breaks a long line anywhere, so there lines are broken between words, and the command has its own; elsewhere it is one
 * line. No package may be there.
 * @param {string} line
 * @param {string} [command]
 */
function giveUp(line, command) {
  const { isTTY, columns = 80 } = process.stderr
  const words = isTTY || command === undefined ? line : `${line} ${command}`
  const lines = ['sse-compat:']
  for (const word of words.split(' ')) {
    const last = `${lines.at(-1)} ${word}`
    if (!isTTY || last.length <= columns) lines[lines.length - 1] = last
    else lines.push(`  ${word}`)
  }
  if (isTTY && command !== undefined) lines.push(`  ${command}`)
  process.stderr.write(`${lines.join('\n')}\n`)
  process.exitCode = 2
}

if (!installed && !existsSync(join(root, 'node_modules/.package-lock.json'))) {
  giveUp('this clone is not set up yet; run:', SETUP)
} else if (recent) {
  // Stripping types and compiling take more than half of a start. main.ts uses the same `.cache`.
  const cache = installed
    ? join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sse-proxy-compat')
    : join(root, '.cache')
  nodeModule.enableCompileCache(join(cache, 'compiled'))
  // main.ts catches its own errors, so this one means a missing or damaged file. Exit code 1 is reserved for findings.
  await import(pathToFileURL(main).href).catch((error) => {
    const [line] = String(error?.message ?? error).split('\n')
    giveUp(`it cannot be loaded (${line}); is this copy whole? Set it up again:`, SETUP)
  })
} else if (!installed && !(await import('./node-binary.mjs')).isNodeVerified(root)) {
  giveUp(`${ownNode} has not been verified since it was installed or changed; run:`, SETUP)
} else if (!installed && existsSync(ownNode)) {
  const child = spawn(ownNode, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  // Ctrl-C on the terminal reaches both processes; this one waits until the child has cleaned up.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
  })
} else {
  giveUp(`Node ${process.version} is too old: 22.18 or newer is needed`)
}
