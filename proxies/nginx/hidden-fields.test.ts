import { describe, expect, it } from 'vitest'
import { build } from './build.fixture.ts'
import { remedies } from './remedies.ts'

describe('a response field that is hidden', () => {
  const titles = (field: string) => {
    const text = `server { listen 80; location / { proxy_pass http://app; proxy_hide_header ${field}; } }\n`
    return remedies.probes({ config: { 'app.conf': text }, build }).map(({ title }) => title)
  }

  it.for(['Content-Type', '"content-type"', 'Retry-After', 'Mcp-Session-Id'])('is needed by a client: %s', (field) => {
    expect(titles(field)).toEqual([`take out \`proxy_hide_header ${field};\``])
  })

  it.for(['X-Powered-By', 'Server', 'Content-Security-Policy'])('tells about the application: %s', (field) => {
    expect(titles(field)).toEqual([])
  })
})
