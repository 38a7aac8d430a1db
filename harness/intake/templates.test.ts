/** Variables of templates: what is filled in, and that no text makes it take for ever. */
import { expect, test } from 'vitest'
import { valuesInCompose } from './compose.ts'
import { fillIn, namesIn, withDefaults } from './templates.ts'

test('braced and bare names, with defaults, also behind the last brace of a line', () => {
  const text = `a \${HOST}:$PORT \${SIZE:-8k}\${X-y} $HOST \${NONE} $NONE {\n} \${OPEN:-x $HOST`
  expect(fillIn(text, { HOST: 'h\ni', PORT: '80' }, 100)).toBe(`a h i:80 8ky h i \${NONE} $NONE {\n} \${OPEN:-x h i`)
  expect(fillIn(text, { HOST: 'hi', PORT: '80' }, 7)).toBeUndefined()
  expect(namesIn(text)).toEqual(['HOST', 'PORT', 'SIZE', 'X', 'NONE'])
  expect(withDefaults(`# \${A:-b}\n${text}`)).toEqual([
    { name: 'SIZE', written: `\${SIZE:-8k}`, line: 2 },
    { name: 'X', written: `\${X-y}`, line: 2 },
  ])
})

// Each start was once looked through to the end of its line: minutes for what is read in a moment.
test.for([`\${A:-`, `\${A`, `\${`, `$A\${`])('much of %s, of which nothing is closed', (piece) => {
  const text = piece.repeat(300_000 / piece.length)
  expect(fillIn(text, { B: 'b' }, 10)).toBe(text)
  expect(namesIn(text)).toEqual(piece === `$A\${` ? ['A'] : [])
  expect(withDefaults(text)).toEqual([])
  const compose = `services:\n  nginx:\n    image: nginx\n    environment:\n      V: "${text}"\n`
  expect(valuesInCompose(compose, ['nginx'], {}).V).toContain(`\${`)
})
