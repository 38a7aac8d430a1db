import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Product } from '../matrix/catalog.ts'
import type { Profile } from '../model/index.ts'
import { profileDigest } from './profile-digest.ts'
import { textsOf } from './run-texts.ts'

const profile: Profile = {
  proxy: 'nginx',
  id: 'a',
  title: '',
  why: '',
  source: '',
  tags: [],
  originHeaders: [],
  config: { 'a.conf': 'proxy_set_header Authorization "Bearer abcdefghijklmnop";\n' },
  file: '',
}
const product: Product = {
  id: 'nginx',
  folder: '/parts/nginx',
  adapter: undefined,
  profiles: [profile],
  unreadable: [],
  expectations: { text: '', file: '' },
  remedies: undefined,
}
const hop = {
  proxy: 'nginx',
  profile: 'a',
  build: '',
  version: '',
  profileDigest: profileDigest(profile),
  replaced: [],
}

test('a profile is what ran only while its text is the same, and is shown without secrets', () => {
  const texts = textsOf('/nowhere', { products: [product], scenarios: [] })
  expect(texts.configOf(hop)?.['a.conf']).toContain('proxy_set_header Authorization')
  expect(texts.configOf(hop)?.['a.conf']).not.toContain('abcdefghijklmnop')
  expect(texts.configOf({ ...hop, profileDigest: 'of another text' })).toBeUndefined()
  expect(texts.configOf({ ...hop, profile: 'b' })).toBeUndefined()
})

test('evidence is every file below its folder, or nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sse-compat-texts-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'proxies/x/conf'), { recursive: true })
  writeFileSync(join(folder, 'proxies/x/conf/a.conf'), 'a')
  writeFileSync(join(folder, 'proxies/x/output.log'), 'b')
  const texts = textsOf(folder, { products: [], scenarios: [] })
  expect(texts.evidenceOf('proxies/x')).toEqual({ 'conf/a.conf': 'a', 'output.log': 'b' })
  expect(texts.evidenceOf('proxies/y')).toEqual({})
  expect(texts.evidenceOf('')).toEqual({})
})

test('names and links lead to no file outside of the run’s folder', () => {
  const top = mkdtempSync(join(tmpdir(), 'sse-compat-texts-'))
  onTestFinished(() => rmSync(top, { recursive: true }))
  const folder = join(top, 'run')
  mkdirSync(join(folder, 'proxies'), { recursive: true })
  mkdirSync(join(top, 'my-secrets'))
  writeFileSync(join(top, 'my-secrets/a'), 'a')
  symlinkSync('../../my-secrets', join(folder, 'proxies/nginx-a'))
  const texts = textsOf(folder, { products: [], scenarios: [] })
  for (const path of ['proxies/../../my-secrets', 'proxies/../..', 'proxies/nginx-a']) {
    expect(texts.evidenceOf(path)).toEqual({})
  }
})
