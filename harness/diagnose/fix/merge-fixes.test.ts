import { expect, test } from 'vitest'
import { mergeFixes } from './merge-fixes.ts'

const lines = (...all: string[]): string => `${all.join('\n')}\n`
const A = 'location /a { proxy_pass http://x; }'
const B = 'location /b { proxy_pass http://x; proxy_read_timeout 5s; }'
const withA = 'location /a { proxy_pass http://x; proxy_buffering off; }'
const withB = 'location /b { proxy_pass http://x; proxy_read_timeout 1h; }'
const OFF = '    proxy_buffering off;'
const TIME = '    proxy_read_timeout 1h;'
const BLOCK = (path: string): string[] => [`<Location ${path}>`, '    SetEnv no-gzip 1', '</Location>']

test.for([
  ['on lines beside each other', lines(A, B), [lines(withA, B), lines(A, withB)], lines(withA, withB)],
  ['on one line', `${A} ${B}\n`, [`${withA} ${B}\n`, `${A} ${withB}\n`], `${withA} ${withB}\n`],
  ['that are the same', lines(A, B), [lines(withA, B), lines(withA, B)], lines(withA, B)],
  [
    'of which one has more',
    lines('x;', '}'),
    [lines('x;', OFF, '}'), lines('x;', OFF, TIME, '}')],
    lines('x;', OFF, TIME, '}'),
  ],
  [
    'that put lines at one place',
    lines('x;', '}'),
    [lines('x;', OFF, '}'), lines('x;', TIME, '}')],
    lines('x;', OFF, TIME, '}'),
  ],
  [
    'that put some equal lines at one place',
    lines('x;', '}'),
    [lines('x;', OFF, '    gzip off;', '}'), lines('x;', TIME, OFF, '}')],
    lines('x;', OFF, '    gzip off;', TIME, '}'),
  ],
  [
    'that put a block each at one place',
    lines('ProxyPass / http://x/'),
    [lines('ProxyPass / http://x/', ...BLOCK('/a')), lines('ProxyPass / http://x/', ...BLOCK('/b'))],
    lines('ProxyPass / http://x/', ...BLOCK('/a'), ...BLOCK('/b')),
  ],
  [
    'of which one takes out what is beside',
    lines('a;', 'b;', 'c;'),
    [lines('b;', 'c;'), lines('a;', 'B;', 'c;')],
    lines('B;', 'c;'),
  ],
  [
    'of which one also puts a line before a line that both correct',
    lines('    proxy_read_timeot 1h;', '}'),
    [lines(TIME, '}'), lines(OFF, TIME, '}')],
    lines(OFF, TIME, '}'),
  ],
  [
    'of which one also puts a line between lines that both correct',
    lines('    proxy_read_timeot 1h;', '    proxy_http_verson 1.1;', '}'),
    [lines(TIME, '    proxy_http_version 1.1;', '}'), lines(TIME, OFF, '    proxy_http_version 1.1;', '}')],
    lines(TIME, OFF, '    proxy_http_version 1.1;', '}'),
  ],
  ['without a last line end', 'a;\nb;', ['a;\nB;', 'A;\nb;'], 'A;\nB;'],
  ['with CRLF', 'a;\r\nb;\r\n', ['A;\r\nb;\r\n', 'a;\r\nb;\r\nc;\r\n'], 'A;\r\nb;\r\nc;\r\n'],
  ['of routes that change another file', lines(A), [undefined, lines(withA)], lines(withA)],
] as const)('changes %s are all made', ([_, text, changed, merged]) => {
  expect(mergeFixes(text, changed)).toEqual({ text: merged, leftOut: [] })
  const back = mergeFixes(text, [...changed].reverse())
  expect(back.leftOut).toEqual([])
  expect(back.text.split(/[;\n]/).sort()).toEqual(merged.split(/[;\n]/).sort())
})

test('of two that contradict each other the first is made, and the other one is named', () => {
  const text = lines('proxy_read_timeout 5s;', A)
  const changed = [lines('proxy_read_timeout 1h;', A), lines('proxy_read_timeout 2h;', withA)]
  expect(mergeFixes(text, changed)).toEqual({ text: lines('proxy_read_timeout 1h;', A), leftOut: [1] })
})
