/** Runs the steps of action.yml as GitHub's runner does, with a command instead of sse-compat that records its arguments. */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkCommand } from '../../harness/cli/check.ts'
import { TOP } from '../../harness/matrix/folders.ts'

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string }>>
  readonly outputs: Readonly<Record<string, { readonly value: string }>>
  readonly runs: {
    readonly using: string
    readonly steps: readonly {
      readonly id?: string
      readonly shell?: string
      readonly env?: Readonly<Record<string, string>>
      readonly run: string
    }[]
  }
}

const action = parse(readFileSync(join(TOP, 'action.yml'), 'utf8')) as Action

describe('action.yml', () => {
  const { inputs, outputs, runs } = action

  test('is composite; each step runs a script that is there and may be run', () => {
    expect(runs.using).toBe('composite')
    for (const { shell, run } of runs.steps) {
      expect(shell).toBe('bash')
      const [, file = ''] = /^"\$GITHUB_ACTION_PATH\/(.+)"$/.exec(run) ?? []
      expect(existsSync(join(TOP, file)), file).toBe(true)
      execFileSync('bash', ['-n', join(TOP, file)])
    }
  })

  test('no input is put into a script: only into the environment', () => {
    for (const { run } of runs.steps) expect(run).not.toContain('${{')
    const used = runs.steps
      .flatMap(({ env }) => Object.values(env ?? {}))
      .flatMap((value) => /inputs\.([\w-]+)/.exec(value)?.[1] ?? [])
    expect(new Set(used)).toEqual(new Set(Object.keys(inputs)))
  })

  test('each output is one that a step writes', () => {
    for (const { value } of Object.values(outputs)) {
      const [, step = '', name = ''] = /^\$\{\{ steps\.(\w+)\.outputs\.([\w-]+) \}\}$/.exec(value) ?? []
      expect(
        runs.steps.some(({ id }) => id === step),
        value,
      ).toBe(true)
      expect(readFileSync(join(TOP, 'scripts/action', `${step}.sh`), 'utf8')).toContain(`${name}=`)
    }
  })
})

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sse-compat-action-'))
  mkdirSync(join(folder, 'action/scripts'), { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Lines with words of a configuration, or of a result, that GitHub's runner would take for commands. */
const FORGED = 'a.conf:1: "##[set-output name=exit-code]0"\n  ::stop-commands::x'

/** What the runner searches for commands: lines outside of the part that a line with a secret token ends. */
function commandsIn(stdout: string): string[] {
  const lines: string[] = []
  let token = ''
  for (const line of stdout.split('\n')) {
    const [, stops = ''] = /^::stop-commands::([0-9a-f]{32})$/.exec(line) ?? []
    if (token === '' && stops !== '') token = stops
    else if (token !== '' && line === `::${token}::`) token = ''
    else if (token === '' && line !== '') lines.push(line)
  }
  return lines
}

/** Runs a step in a workspace. @param code exit code of the command, which also writes the file of each requested format */
function step(name: string, env: Readonly<Record<string, string>>, code = 0, workspace = '.') {
  writeFileSync(
    join(folder, 'action/scripts/sse-compat.mjs'),
    `import { writeFileSync } from 'node:fs'
     const args = process.argv.slice(2)
     writeFileSync('args.json', JSON.stringify(args))
     console.log(${JSON.stringify(FORGED)}); console.error(${JSON.stringify(FORGED)})
     for (const arg of args) { const [, file] = /^[\\w-]+=(.+)$/.exec(arg) ?? []; if (file && args.includes('--format')) writeFileSync(file, '{}') }
     process.exit(${code})`,
  )
  const output = join(folder, 'output')
  writeFileSync(output, '')
  const { status, stdout } = spawnSync('bash', [join(TOP, `scripts/action/${name}.sh`)], {
    cwd: join(folder, workspace),
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      GITHUB_ACTION_PATH: join(folder, 'action'),
      GITHUB_OUTPUT: output,
      INPUT_RESULTS: 'out',
      ...env,
    },
  })
  const args = existsSync(join(folder, 'args.json'))
    ? (JSON.parse(readFileSync(join(folder, 'args.json'), 'utf8')) as string[])
    : []
  return { status, stdout, args, outputs: readFileSync(output, 'utf8').trim().split('\n') }
}

describe('test.sh', () => {
  test('checks the configuration, with the options and the expected failures, and never fails', () => {
    const found = step(
      'test',
      { INPUT_CONFIG: '-my conf', INPUT_OPTIONS: '--path /events\n --all', INPUT_EXPECTED: 'a/b, c/d\ne/f' },
      1,
    )
    expect(found.status).toBe(0)
    expect(found.outputs).toEqual([
      'exit-code=1',
      'result=out/result.json',
      'junit=out/junit.xml',
      'sarif=out/result.sarif',
    ])
    const formats = found.args.filter((_, index) => found.args[index - 1] === '--format')
    expect(formats).toEqual([
      ...[
        'text',
        'github=out/annotations.txt',
        'json=out/result.json',
        'junit=out/junit.xml',
        'gitlab=out/code-quality.json',
      ],
      'sarif=out/result.sarif',
    ])
    expect(found.args.filter((arg) => arg !== '--format' && !formats.includes(arg))).toEqual([
      ...['check', '--path', '/events', '--all', '--expect', 'a/b', '--expect', 'c/d', '--expect', 'e/f'],
      ...['--', '-my conf'],
    ])
  })

  test('every option that it gives is one of the command', () => {
    const { args } = step('test', { INPUT_CONFIG: 'a.conf', INPUT_EXPECTED: 'a/b' })
    const known = checkCommand().options.map(({ long }) => long)
    expect(args.filter((arg) => /^--\w/.test(arg) && !known.includes(arg))).toEqual([])
  })

  test('runs the matrix where its options are given', () => {
    const { args, outputs } = step('test', { INPUT_RUN: '--parts ./p --proxy ours' })
    expect(args.slice(0, 7)).toEqual(['run', '--reports', 'out/runs', '--parts', './p', '--proxy', 'ours'])
    expect(outputs).toEqual(['exit-code=0', 'result=out/result.json', 'junit=out/junit.xml'])
  })

  test('an input is words, never a script', () => {
    const evil = '$(touch owned) `touch owned` ; touch owned * "'
    const { args } = step('test', { INPUT_CONFIG: evil, INPUT_OPTIONS: evil, INPUT_EXPECTED: evil })
    expect(existsSync(join(folder, 'owned'))).toBe(false)
    expect(args.at(-1)).toBe(evil)
    expect(args).toContain('*')
  })

  test.for(['out', 'out/runs'])('a link %s of the workspace leads nowhere', (link) => {
    mkdirSync(join(folder, 'elsewhere'))
    if (link !== 'out') mkdirSync(join(folder, 'work/out'), { recursive: true })
    else mkdirSync(join(folder, 'work'))
    symlinkSync('../elsewhere', join(folder, 'work', link === 'out' ? 'out' : link))
    const { stdout, outputs } = step('test', { INPUT_CONFIG: 'a.conf' }, 0, 'work')
    expect(stdout).toMatch(/^::error title=sse-compat::the folder of the input results/)
    expect(outputs).toEqual(['exit-code=2'])
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual([])
  })

  test('a link of a result is replaced, and not followed', () => {
    writeFileSync(join(folder, 'precious'), 'x')
    mkdirSync(join(folder, 'out'))
    for (const name of ['result.json', 'junit.xml', 'code-quality.json', 'result.sarif', 'annotations.txt'])
      symlinkSync('../precious', join(folder, 'out', name))
    step('test', { INPUT_CONFIG: 'a.conf' })
    for (const name of ['diff.md', 'diff.json']) symlinkSync('../precious', join(folder, 'out', name))
    step('diff', { INPUT_BEFORE: 'out/result.json', RESULT: 'out/result.json' })
    expect(readFileSync(join(folder, 'out/diff.md'), 'utf8')).toBe('{}')
    expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('x')
  })

  test('what is printed is no command to the runner, except the annotations', () => {
    const first = step('test', { INPUT_CONFIG: 'a.conf' })
    const second = step('test', { INPUT_RUN: '--all' })
    for (const { stdout } of [first, second]) {
      expect(stdout.split(FORGED)).toHaveLength(3)
      expect(commandsIn(stdout)).toEqual(['{}'])
    }
    expect(first.stdout.split('\n')[0]).not.toBe(second.stdout.split('\n')[0])
    expect(existsSync(join(folder, 'out/annotations.txt'))).toBe(false)
  })

  test('without either it says so, and that is 2', () => {
    const { stdout, outputs } = step('test', {})
    expect(stdout).toMatch(/^::error title=sse-compat::give the input config/)
    expect(outputs).toEqual(['exit-code=2'])
  })
})

describe('diff.sh', () => {
  test('compares where there is something to compare with', () => {
    mkdirSync(join(folder, 'out'))
    writeFileSync(join(folder, 'before.json'), '{}')
    const found = step('diff', { INPUT_BEFORE: 'before.json', RESULT: 'out/result.json' }, 1)
    expect(found.status).toBe(0)
    expect(found.args[0]).toBe('diff')
    expect(found.args.slice(-3)).toEqual(['--', 'before.json', 'out/result.json'])
    expect(found.outputs).toEqual(['exit-code=1', 'markdown=out/diff.md'])
    expect(commandsIn(found.stdout)).toEqual([])
    expect(found.stdout).toContain(FORGED)
  })

  test('a base branch without a result is no error', () => {
    const found = step('diff', { INPUT_BEFORE: 'gone.json', RESULT: 'out/result.json' })
    expect(found).toMatchObject({ status: 0, args: [], outputs: [''] })
    expect(found.stdout).toMatch(/^::notice /)
    expect(step('diff', { INPUT_BEFORE: 'a\n::error::b', RESULT: 'x' }).stdout.trim().split('\n')).toHaveLength(1)
    expect(step('diff', { INPUT_BEFORE: '', RESULT: 'x' })).toMatchObject({ status: 0, args: [], stdout: '' })
  })
})

test.for([
  ['findings', '1', '', 1],
  ['findings', '0', '1', 1],
  ['findings', '0', '0', 0],
  ['findings', '2', '1', 2],
  ['regressions', '1', '', 0],
  ['regressions', '1', '0', 0],
  ['regressions', '0', '1', 1],
  ['regressions', '2', '0', 2],
  ['regressions', '1', '2', 2],
  ['never', '1', '1', 0],
  ['never', '2', '', 2],
  ['nevr', '0', '', 2],
  ['findings', '', '', 2],
] as const)('decide.sh: fail-on %s, exit code "%s", comparison "%s": %s', ([on, code, diff, status]) => {
  expect(step('decide', { INPUT_FAIL_ON: on, EXIT_CODE: code, DIFF_EXIT_CODE: diff }).status).toBe(status)
})
