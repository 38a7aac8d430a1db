/**
 * Closes what this process inherited from its caller to the programs that it starts. Node marks only the first descriptors as not
 * inheritable (https://docs.libuv.org/en/v1.x/process.html#c.uv_disable_stdio_inheritance): a file that a shell opened as
 * descriptor 20 would be readable by a proxy, in whatever namespace that runs, as /proc/self/fd/20.
 */

import { openSync, readdirSync, readFileSync } from 'node:fs'

/** O_CLOEXEC, as /proc/self/fdinfo/<n> prints it, in octal digits. */
const CLOSED_ON_EXEC = 0o2000000

let nothing: number | undefined

/**
 * An array for the option `stdio` of spawn(): the given entries, and /dev/null in place of each descriptor that the program would
 * inherit. Reads /proc: on other systems than Linux it adds nothing.
 */
export function withoutInherited<const T extends readonly unknown[]>(...stdio: T): [...T, ...('ignore' | number)[]] {
  const inherited = inheritedDescriptors().filter((descriptor) => descriptor >= stdio.length)
  if (inherited.length === 0) return [...stdio]
  nothing ??= openSync('/dev/null', 'r')
  const added: ('ignore' | number)[] = []
  for (const descriptor of inherited) {
    while (stdio.length + added.length < descriptor) added.push('ignore')
    added.push(nothing)
  }
  return [...stdio, ...added]
}

/** Ascending. */
function inheritedDescriptors(): number[] {
  return namesIn('/proc/self/fdinfo')
    .map(Number)
    .filter((descriptor) => isInheritable(descriptor))
    .sort((one, other) => one - other)
}

function isInheritable(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))?.[1]
    return flags !== undefined && (Number.parseInt(flags, 8) & CLOSED_ON_EXEC) === 0
  } catch {
    // The descriptor by which the list was read.
    return false
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
