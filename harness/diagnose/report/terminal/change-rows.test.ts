import { expect, test } from 'vitest'
import { isApplicable, numberedRows } from './change-rows.ts'
import { plainScreen } from './screen.fixture.ts'

const DIFF = `--- a/app.conf
+++ b/app.conf
@@ -8,3 +8,4 @@
     location / {
-        proxy_buffering on;
+        proxy_buffering off;
+        a;
     }
@@ -20,1 +21,2 @@
 last
+--- it begins like a head
\\ No newline at end of file
`

test('numbered as the file will be, with what is taken out between, and no line that a program takes for a diff', () => {
  expect(numberedRows(DIFF, plainScreen(80, 24), false, 'patch -p1')).toEqual([
    '  --> app.conf',
    ' 8 |     location / {',
    '   -         proxy_buffering on;',
    ' 9 +         proxy_buffering off;',
    '10 +         a;',
    '11 |     }',
    '   …',
    '21 | last',
    '22 + --- it begins like a head',
  ])
})

test('the file is named from the folder in which the diff applies', () => {
  const nameWith = (applies: string) => numberedRows(DIFF, plainScreen(80, 24), false, applies)[0]?.trim()
  expect(nameWith('patch -p1 -d /')).toBe('--> /app.conf')
  expect(nameWith('patch -p1 -d ../..')).toBe('--> ../../app.conf')
})

test('a line that does not fit is cut, or goes on below', () => {
  const diff = '--- a/a\n+++ b/a\n@@ -1,0 +1,1 @@\n+    add_header Cache-Control no-cache;\n'
  expect(numberedRows(diff, plainScreen(24, 24), false, 'patch -p1')).toEqual([' --> a', '1 +     add_header Cach…'])
  expect(numberedRows(diff, plainScreen(24, 24), true, 'patch -p1')).toEqual([
    ' --> a',
    '1 +     add_header C',
    '  |         ache-Control',
    '  |         no-cache;',
  ])
})

test('a diff is printed as one only where its lines are real and fit', () => {
  expect(isApplicable(DIFF, { columns: 80 })).toBe(true)
  expect(isApplicable(DIFF, { columns: 20 })).toBe(false)
  expect(isApplicable(DIFF.replace('a;', 'set $key [redacted];'), { columns: 80 })).toBe(false)
  expect(isApplicable('', { columns: 80 })).toBe(false)
})

test('a text that is no diff is printed all the same', () => {
  expect(
    numberedRows('--- a/a\n+++ b/a\n@@ -1,1 +1,1 @@\n\n-b\nc\n', plainScreen(80, 24), false, 'patch -p1'),
  ).toHaveLength(4)
})
