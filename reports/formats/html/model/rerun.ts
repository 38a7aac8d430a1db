/** The command that runs a configuration or a test case again. Pure. */
import type { AxisValues } from '../../../../harness/model/index.ts'

export interface Again {
  readonly proxy: string
  readonly profile: string
  readonly build: string
  readonly runtime: string
  readonly scenario?: string
  readonly axes?: AxisValues
}

export function rerunCommand({ proxy, profile, build, runtime, scenario, axes = {} }: Again): string {
  const options = [
    ['--proxy', proxy],
    ['--profile', profile],
    ...(scenario === undefined ? [] : [['--scenario', scenario]]),
    ...Object.entries(axes).map(([name, value]) => ['--axis', `${name}=${value}`]),
    ...build.split('+').map((one) => ['--builds', one]),
    ['--runtime', runtime],
  ]
  return ['npx sse-compat run', ...options.map(([name, value]) => `${name} ${quoted(value ?? '')}`)].join(' ')
}

/** For a POSIX shell. */
export const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
