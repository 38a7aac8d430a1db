import { execFileSync } from 'node:child_process'

/** Command prefix that runs a command in a new network namespace, which is removed when its last process exits. */
export const OWN_NETWORK = ['unshare', '--net'] as const

/** Command prefix that runs a command in the network namespace of a process. */
export const networkOf = (pid: number) => ['nsenter', '--target', String(pid), '--net'] as const

/** Why network namespaces cannot be created on this machine; undefined where they can. */
export function whyNoNetworks(): string | undefined {
  if (process.platform !== 'linux') return 'this is not Linux'
  if (process.getuid?.() !== 0) return 'this is not root'
  try {
    run([...OWN_NETWORK, 'ip', 'link', 'add', 'name', 'cable', 'type', 'veth'])
    return undefined
  } catch (error) {
    return `networks cannot be made here (${String((error as Error).message.split('\n').at(-2)).slice(0, 80)})`
  }
}

function run([command = '', ...rest]: readonly string[]): void {
  execFileSync(command, rest, { stdio: 'pipe' })
}

/**
 * Connects the network namespaces of two processes by a virtual cable, whose ends have addresses reserved for documentation (RFC
 * 5737, RFC 3849).
 */
export function connectNetworks(server: number, clients: number): { unplug(): void } {
  const runIn = (pid: number, line: string) => run([...networkOf(pid), ...line.split(' ')])
  runIn(server, `ip link add name cable type veth peer name cable netns ${clients}`)
  for (const [pid, end] of [
    [server, 1],
    [clients, 2],
  ] as const) {
    runIn(pid, `ip addr add 192.0.2.${end}/24 dev cable`)
    runIn(pid, `ip addr add 2001:db8::${end}/64 dev cable nodad`)
    runIn(pid, 'ip link set lo up')
    runIn(pid, 'ip link set cable up')
  }
  return { unplug: () => runIn(clients, 'ip link set cable down') }
}
