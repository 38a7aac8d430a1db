import { expect, it } from 'vitest'
import { whyNotTheirs } from './choose-build.ts'

const build = { id: 'nginx-1.26.3', source: 'root', version: '1.26.3' } as const
const image = (name: string) => ({ image: name, file: 'compose.yaml' })

it.for([
  ['nginx:1.27', /^compose\.yaml runs nginx:1\.27; nginx-1\.26\.3 was tested instead/],
  ['nginx', /runs nginx; /],
  ['nginx:1.2', /runs nginx:1\.2; /],
  ['localhost:1.26/nginx', /runs localhost/],
  ['nginx:1.26-alpine', undefined],
  ['nginx:1.26.3@sha256:0', undefined],
  ['nginx:1', undefined],
] as const)('the image that runs a configuration is named where another version was tested: %s', ([name, says]) => {
  const why = whyNotTheirs('nginx', build, image(name))
  if (says === undefined) expect(why).toBeUndefined()
  else expect(why).toMatch(says)
})

it('without an image it is the build on PATH, or the note says that there is none', () => {
  expect(whyNotTheirs('nginx', { ...build, source: 'path' }, undefined)).toBeUndefined()
  expect(whyNotTheirs('nginx', build, undefined)).toMatch(/is not on this machine's PATH; nginx-1\.26\.3 was tested/)
})
