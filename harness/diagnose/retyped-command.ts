/** The user's command, for repeating it with another option. Pure. */
import type { CheckOptions } from './options.ts'

type Selecting = Pick<
  CheckOptions,
  'path' | 'host' | 'build' | 'header' | 'originHeader' | 'env' | 'all' | 'for' | 'isolation' | 'narrower'
>

/**
 * Includes the options that select or change the test. Values that may be secret are replaced by `…`, and so is what was piped in.
 * @param program how the user calls this program
 */
export function retypedCommand(configs: readonly string[], options: Selecting, program = 'sse-compat'): string {
  const { path, host, build, header, originHeader, env, all, for: purpose, isolation, narrower } = options
  return [
    ...(configs.includes('-') ? ['… |'] : []),
    program,
    'check',
    ...configs.map(quoted),
    ...(path === undefined ? [] : ['--path', quoted(path)]),
    ...(host === undefined ? [] : ['--host', quoted(host)]),
    ...(build === undefined ? [] : ['--build', quoted(build)]),
    ...(header.length === 0 ? [] : ['--header …']),
    ...originHeader.flatMap(([name, value]) => ['--origin-header', quoted(`${name}: ${value}`)]),
    ...(Object.keys(env).length === 0 ? [] : ['--env …']),
    ...(purpose === undefined ? [] : ['--for', purpose]),
    ...(all ? ['--all'] : []),
    ...(isolation === 'auto' ? [] : ['--isolation', isolation]),
    ...(narrower ? ['--narrower'] : []),
  ].join(' ')
}

/** Quotes one word for a shell. */
const quoted = (word: string): string =>
  /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
