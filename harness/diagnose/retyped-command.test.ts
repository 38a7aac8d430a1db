import { expect, test } from 'vitest'
import { retypedCommand } from './retyped-command.ts'

const PLAIN = {
  path: undefined,
  host: undefined,
  build: undefined,
  header: [],
  originHeader: [],
  env: {},
  all: false,
  isolation: 'auto',
  narrower: false,
} as const

test('what selects and changes the test is typed again', () => {
  const command = retypedCommand(['etc/nginx'], {
    ...PLAIN,
    path: '/a b',
    host: 'app.example.com',
    all: true,
    narrower: true,
  })
  expect(command).toBe("sse-compat check etc/nginx --path '/a b' --host app.example.com --all --narrower")
})

test('the purpose is typed again', () => {
  expect(retypedCommand(['a.conf'], { ...PLAIN, for: 'mcp' })).toBe('sse-compat check a.conf --for mcp')
  expect(retypedCommand(['a.conf'], PLAIN, 'npx sse-compat')).toBe('npx sse-compat check a.conf')
  expect(retypedCommand(['-'], PLAIN)).toBe('… | sse-compat check -')
})

test('a word of a shell stays one', () => {
  expect(retypedCommand(["it's; rm -rf $HOME.conf"], PLAIN)).toBe(`sse-compat check 'it'\\''s; rm -rf $HOME.conf'`)
})

test('what may be secret is not printed', () => {
  const command = retypedCommand(['a.conf'], {
    ...PLAIN,
    header: [['Authorization', 'Bearer abc']],
    env: { TOKEN: 'abc' },
    originHeader: [['X-Accel-Buffering', 'no']],
  })
  expect(command).toBe("sse-compat check a.conf --header … --origin-header 'X-Accel-Buffering: no' --env …")
})
