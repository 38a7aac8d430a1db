/** The worked examples in docs/ci.md for several machines: their commands and options exist, and their parts fit together. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { TOP } from '../matrix/folders.ts'
import { readShard, shardFrom } from '../run/shards.ts'
import { COMMANDS } from './command-list.ts'
import { programWith } from './program.ts'

const text = readFileSync(join(TOP, 'docs/ci.md'), 'utf8').split('## Several machines')[1] ?? ''
const [actions, gitlab, kubernetes] = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = '']) => parse(yaml))

const scriptOf = (lines: readonly string[]): string[] => lines.filter((line) => line.includes('.bin/sse-compat '))
const actionsScripts = Object.values(actions.jobs).flatMap((job) =>
  (job as { steps: { run?: string }[] }).steps.flatMap(({ run }) => run ?? []),
)
const commands = [
  ...scriptOf(actionsScripts),
  ...scriptOf([...gitlab.matrix.script, ...gitlab.report.script]),
  `.bin/sse-compat ${kubernetes.spec.template.spec.containers[0].args.join(' ')}`,
]

test('there are five commands in three examples', () => expect(commands).toHaveLength(5))

test.for(commands)('%s: the command and each option exist', async (line) => {
  const [, typed = ''] = /\.bin\/sse-compat (.*?)(?: \|\|.*)?$/.exec(line) ?? []
  const [name, ...words] = typed.replace(/\$\{\{ matrix\.shard \}\}/, '1/4').split(' ')
  const program = await programWith(COMMANDS.filter((one) => one.name === name))
  const command = program.commands.find((one) => one.name() === name)
  const known = command?.options.map(({ long }) => long)
  for (const option of words.filter((word) => word.startsWith('--'))) expect(known).toContain(option)
})

test('GitHub Actions: the shards are all parts of one run, and the report waits for them and gets their archives', () => {
  const { matrix, report } = actions.jobs
  const shards = matrix.strategy.matrix.shard.map((one: string) => readShard(one, 'matrix'))
  expect(shards.map(({ index }: { index: number }) => index)).toEqual([1, 2, 3, 4])
  expect(new Set(shards.map(({ count }: { count: number }) => count))).toEqual(new Set([4]))
  expect(matrix.strategy['fail-fast']).toBe(false)
  expect(report.needs).toBe('matrix')
  const upload = matrix.steps.find(({ uses = '' }) => uses.startsWith('actions/upload-artifact'))
  const download = report.steps.find(({ uses = '' }) => uses.startsWith('actions/download-artifact'))
  expect(upload.with.name).toMatch(/^shard-/)
  expect(download.with).toMatchObject({ pattern: 'shard-*', 'merge-multiple': true, path: 'out' })
})

test('GitLab: its own numbers name a shard, and the report needs the jobs', () => {
  const value = gitlab.matrix.variables.SSE_COMPAT_SHARD
  const filled = value.replace('$CI_NODE_INDEX', '1').replace('$CI_NODE_TOTAL', String(gitlab.matrix.parallel))
  expect(shardFrom({ SSE_COMPAT_SHARD: filled })).toEqual({ index: 1, count: 4 })
  expect(gitlab.report.needs).toEqual(['matrix'])
  expect(gitlab.report.script.at(-1)).toContain(gitlab.matrix.artifacts.paths[0])
})

test('Kubernetes: each index of the Job is one shard of as many as the Job completes', () => {
  const { spec, apiVersion, kind } = kubernetes
  expect([apiVersion, kind, spec.completionMode]).toEqual(['batch/v1', 'Job', 'Indexed'])
  const [{ env, volumeMounts, args }] = spec.template.spec.containers
  const shards = Array.from({ length: spec.completions }, (_, index) =>
    shardFrom({ JOB_COMPLETION_INDEX: String(index), [env[0].name]: env[0].value }),
  )
  expect(shards.map((shard) => shard?.index)).toEqual([1, 2, 3, 4])
  expect(shards.every((shard) => shard?.count === spec.completions)).toBe(true)
  expect(args.at(-1)).toBe(volumeMounts[0].mountPath)
  expect(spec.template.spec.volumes[0].name).toBe(volumeMounts[0].name)
})
