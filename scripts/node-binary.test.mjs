import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isNodeVerified, verifyNode } from './node-binary.mjs'
import { noteGround } from './provision-state.mjs'

/** Says that it was run, beside itself. */
const PROGRAM = '#!/bin/sh\necho "$@" >> "$(dirname "$0")/../../runs"\necho v24.21.0\n'
const PLATFORM = `${process.platform}-${process.arch}`
const PINS = { version: '24.21.0', sha256: { [PLATFORM]: createHash('sha256').update(PROGRAM).digest('hex') } }

let root = ''
let binary = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'node binary ß '))
  binary = join(root, 'node_modules/node/bin/node')
  mkdirSync(join(root, 'node_modules/node/bin'), { recursive: true })
  mkdirSync(join(root, 'node_modules/.bin'))
  writeFileSync(binary, PROGRAM, { mode: 0o755 })
  symlinkSync('../node/bin/node', join(root, 'node_modules/.bin/node'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** Changes one bit, and neither the length nor the time of modification. */
function flipByte() {
  const { ctimeMs } = statSync(binary)
  const bytes = readFileSync(binary)
  const at = bytes.length - 3
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(binary, bytes)
  // The kernel's clock for it has ticks of some milliseconds.
  do utimesSync(binary, 1_000, 1_000)
  while (statSync(binary).ctimeMs === ctimeMs)
}

test('the pinned binary is verified once, then until it changes', () => {
  utimesSync(binary, 1_000, 1_000)
  expect(isNodeVerified(root, { pins: PINS })).toBe(false)
  expect(verifyNode(root, { pins: PINS })).toEqual({ refused: false })
  expect(isNodeVerified(root, { pins: PINS })).toBe(true)
  flipByte()
  expect(isNodeVerified(root, { pins: PINS })).toBe(false)
  expect(verifyNode(root, { pins: PINS }).refused).toBe(true)
})

test('a binary that was verified is verified again when another hash is pinned', () => {
  verifyNode(root, { pins: PINS })
  const pins = { version: '24.22.0', sha256: { [PLATFORM]: '0'.repeat(64) } }
  expect(isNodeVerified(root, { pins })).toBe(false)
  expect(verifyNode(root, { pins }).refused).toBe(true)
})

test('a refusal says in one line which file, both hashes and what to do, and unlinks the file', () => {
  flipByte()
  const { refused, line = '' } = verifyNode(root, { pins: PINS })
  expect(refused).toBe(true)
  expect(line).not.toContain('\n')
  for (const part of [
    join(root, 'node_modules/.bin/node'),
    `Node 24.21.0 for ${PLATFORM}`,
    createHash('sha256').update(readFileSync(binary)).digest('hex'),
    PINS.sha256[PLATFORM],
    'Start again',
  ]) {
    expect(line).toContain(part)
  }
  expect(existsSync(join(root, 'node_modules/.bin/node'))).toBe(false)
})

test('a platform without a hash is told so once, and goes on', () => {
  const options = { pins: PINS, platform: 'plan9-mips' }
  const line = 'no SHA-256 is pinned for Node on plan9-mips: its binary was not verified'
  expect(verifyNode(root, options)).toEqual({ refused: false, line })
  expect(verifyNode(root, options)).toEqual({ refused: false })
})

test('where no Node is installed there is nothing to verify', () => {
  rmSync(join(root, 'node_modules/.bin/node'))
  expect(isNodeVerified(root, { pins: PINS })).toBe(true)
})

/** A clone without packages and proxies, whose Node is the program above. */
function makeClone() {
  mkdirSync(join(root, 'scripts'))
  mkdirSync(join(root, 'proxies'))
  const debian = fileURLToPath(new URL('../harness/debian', import.meta.url))
  cpSync(debian, join(root, 'harness/debian'), { recursive: true })
  const scripts = fileURLToPath(new URL('.', import.meta.url))
  for (const name of readdirSync(scripts).filter((each) => /(?<!\.test)\.mjs$/.test(each))) {
    copyFileSync(join(scripts, name), join(root, 'scripts', name))
  }
  writeFileSync(join(root, 'scripts/node-binary.json'), JSON.stringify(PINS))
  for (const file of ['package-lock.json', 'node_modules/.package-lock.json']) {
    writeFileSync(join(root, file), JSON.stringify({ lockfileVersion: 3, packages: { '': {} } }))
  }
  noteGround(root, [])
}

const setUp = () => start(join(root, 'scripts/setup.mjs'))

/** @param {...string} args of Node */
function start(...args) {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  const runs = existsSync(join(root, 'runs')) ? readFileSync(join(root, 'runs'), 'utf8') : ''
  return { status, stderr, runs }
}

test('set-up runs the Node that it has verified', () => {
  makeClone()
  const { status, stderr, runs } = setUp()
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(runs).toBe(`--version\n${join(root, 'scripts/provision.mjs')}\n`)
})

test('set-up refuses a changed Node with one line and exit code 2, and does not run it; the next one installs again', () => {
  makeClone()
  flipByte()
  const { status, stderr, runs } = setUp()
  expect(status).toBe(2)
  expect(stderr).toMatch(/^sse-compat: .* is not the pinned Node 24\.21\.0 for .*\n$/)
  expect(runs).toBe('')
  expect(existsSync(join(root, 'node_modules/.package-lock.json'))).toBe(false)
})

test('set-up refuses a Node that was changed after an earlier set-up', () => {
  makeClone()
  setUp()
  const { runs } = setUp()
  expect(runs).toMatch(/^--version\n.*\n--version\n$/)
  appendFileSync(binary, '\n')
  expect(setUp()).toMatchObject({ status: 2, runs })
})

test('an old Node does not hand the command over to one that was not verified', () => {
  makeClone()
  const old = 'Object.defineProperty(process, "versions", { value: { node: "20.0.0" } })'
  const command = () => start('--import', `data:text/javascript,${old}`, join(root, 'scripts/sse-compat.mjs'), 'list')
  const { status, stderr, runs } = command()
  expect({ status, runs }).toEqual({ status: 2, runs: '' })
  expect(stderr).toMatch(/^sse-compat: .* has not been verified .*; run: node scripts\/setup\.mjs\n$/)
  setUp()
  expect(command()).toMatchObject({ status: 0, runs: expect.stringMatching(/main\.ts list\n$/) })
})
