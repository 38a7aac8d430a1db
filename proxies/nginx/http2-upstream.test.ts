import { describe, expect, it } from 'vitest'
import type { BuildFacts } from '../../harness/model/index.ts'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'

const TWO = `server {
  listen 80;
  proxy_http_version 2;
  location /a/ { proxy_pass http://app; }
  location /b/ { proxy_pass http://app; proxy_http_version 1.1; }
}
`
const newer: BuildFacts = { ...build, version: '1.29.4' }
const routesOf = (text: string, of: BuildFacts) => adapter.routes?.({ 'a.conf': text }, of).map(({ path }) => path)
const notTested = (text: string, of: BuildFacts) => adapter.notTested?.({ 'a.conf': text }, of)
const written = (text: string, of: BuildFacts) =>
  adapter.prepare({ 'a.conf': text }, site, of, { withoutLacking: true, path: '/b/' }).files['conf/a.conf']

describe('proxy_http_version 2', () => {
  it('is tested by a build that has it', () => {
    expect(routesOf(TWO, newer)).toEqual(['/a/', '/b/'])
    expect(notTested(TWO, newer)).toEqual([])
    expect(written(TWO, newer)).toMatch(/proxy_http_version "?2"?;/)
  })

  it('an older build tests the other places only, and says why', () => {
    expect(routesOf(TWO, build)).toEqual(['/b/'])
    expect(notTested(TWO, build)).toMatchObject([
      { kind: 'protocol', where: 'a.conf:4', says: expect.stringMatching(/a\.conf:3.*from 1\.29\.4 on, and 1\.22\.1/) },
    ])
    expect(written(TWO, build)).not.toMatch(/proxy_http_version "?2/)
    expect(written(TWO, build)).toMatch(/proxy_http_version "?1\.1/)
  })

  it('the installed nginx refuses it itself', () => {
    const installed: BuildFacts = { ...build, source: 'path' }
    expect(routesOf(TWO, installed)).toEqual(['/a/', '/b/'])
    expect(notTested(TWO, installed)).toEqual([])
    expect(written(TWO, installed)).toMatch(/proxy_http_version "?2/)
  })

  it('a profile is run as it is written', () => {
    const { files } = adapter.prepare({ 'a.conf': TWO }, site, build)
    expect(files['conf/a.conf']).toMatch(/proxy_http_version "?2/)
  })
})
