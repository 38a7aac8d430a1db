import { expect, it } from 'vitest'
import { applyChange } from '../../harness/config/text-edits.ts'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

const LOST = { criterion: 'resume/last-event-id', observed: ['dropped'] }
const site = (around: string, location: string): string =>
  `events {}\nhttp {\n${around}server {\n    listen 80;\n    location /events/ {\n        proxy_pass http://a;\n${location}    }\n}\n}\n`
const changed = (text: string): string | undefined => {
  const [first] = remedies.candidates({ config: { 'a.conf': text }, build, path: '/events/' }, LOST)
  return first && applyChange({ 'a.conf': text }, first.change)['a.conf']
}

it('a list further out stays for other routes: the location has the rest of it', () => {
  const host = 'proxy_set_header Host $host;\n'
  const emptied = 'proxy_set_header Last-Event-ID "";\n'
  expect(changed(site(`${host}${emptied}`, ''))).toBe(
    site(`${host}${emptied}`, '').replace('http://a;\n', `http://a;\n        ${host}`),
  )
  expect(changed(site(emptied, ''))).toBe(
    site(emptied, '').replace(
      'http://a;\n',
      'http://a;\n        proxy_set_header Last-Event-ID $http_last_event_id;\n',
    ),
  )
})

it('a line of the location itself is taken out, and what may protect the application is left', () => {
  expect(changed(site('', '        proxy_set_header Last-Event-ID "";\n'))).toBe(site('', ''))
  const [first] = remedies.candidates(
    { config: { 'a.conf': site('proxy_set_header Authorization "";\n', '') }, build, path: '/events/' },
    LOST,
  )
  expect(first?.setting.name).not.toBe('proxy_set_header')
})
