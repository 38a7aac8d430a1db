/**
 * Sets the minimum TTL of one of this process's sockets, which Node has no call for, so Perl does: it is part of every Debian. One Perl
 * serves all sockets of a process, and takes each by its number (pidfd_getfd(2), Linux 5.6): starting one for each would fork a process
 * of hundreds of megabytes each time, which stops its event loop for tens of milliseconds. Where the kernel does not permit that
 * (ptrace(2), "ptrace access mode checking"), one Perl for each socket inherits it.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'

/**
 * IPPROTO_IP 0, IP_MINTTL 21; IPPROTO_IPV6 41, IPV6_MINHOPCOUNT 73. A segment over the loopback has a TTL of 64. The port is compared,
 * since the number of a socket that was closed meanwhile may be that of another one.
 */
const LOWER = `
  sub lower {
    my ($number, $port) = @_;
    open(my $socket, '+<&=', $number) or die "$!\\n";
    my $name = getsockname($socket) or die "$!\\n";
    unpack('x2n', $name) == $port or die "it was closed\\n";
    my $highest = pack('i', 255);
    my @set = grep { setsockopt($socket, $_->[0], $_->[1], $highest) } [0, 21], [41, 73];
    @set or die "$!\\n";
  }
`

/** Gets its socket as 3: as 0, 1 or 2 it would be made blocking, for this process too. */
const FOR_ONE = `${LOWER} lower(3, $ARGV[0] + 0);`

/** The system calls pidfd_open and pidfd_getfd, whose numbers are the same on all architectures. */
const FOR_ALL = `${LOWER}
  $| = 1;
  my $parent = syscall(434, getppid(), 0);
  while (my $line = <STDIN>) {
    my ($number, $port) = map { $_ + 0 } split(' ', $line);
    my $taken = $parent < 0 ? -1 : syscall(438, $parent, $number, 0);
    if ($taken < 0) { print $! == 9 ? "it was closed\\n" : "not taken\\n"; next } # EBADF
    eval { lower($taken, $port); 1 } ? print "set\\n" : print $@;
  }
`

/** Undefined where it is set; else why not. */
type Answer = string | undefined

interface Setter {
  /** `not-taken`: it cannot have sockets of this process, or it ended. */
  set(fd: number, port: number): Promise<Answer | 'not-taken'>
}

let setter: Setter | undefined
let canTake = true

/** From when it resolves, Linux drops every segment for this socket. @returns why not, or undefined */
export async function setHighestMinimumTtl(socket: Socket | undefined): Promise<Answer> {
  // Of a TLS socket too this is the descriptor of its TCP socket.
  const fd = (socket as unknown as { _handle?: { fd?: number } } | undefined)?._handle?.fd
  const port = socket?.localPort
  if (fd === undefined || fd < 0 || port === undefined) return 'it is not connected'
  if (canTake) {
    setter ??= startSetter()
    const answer = await setter.set(fd, port)
    if (answer !== 'not-taken') return answer
    canTake = false
  }
  return setByInheritance(fd, port)
}

export async function setByInheritance(fd: number, port: number): Promise<Answer> {
  const perl = spawn('perl', ['-e', FOR_ONE, String(port)], { stdio: ['ignore', 'ignore', 'pipe', fd] })
  let said = ''
  perl.stderr?.on('data', (bytes) => {
    said += bytes
  })
  const [code] = (await once(perl, 'close')) as [number | null]
  return code === 0 ? undefined : said.trim()
}

export function startSetter(): Setter {
  const perl = spawn('perl', ['-e', FOR_ALL], { stdio: ['pipe', 'pipe', 'ignore'] })
  const waiting: ((answer: Answer) => void)[] = []
  const end = (): void => {
    for (const resolve of waiting.splice(0)) resolve('not-taken')
    setter = undefined
  }
  perl.once('error', end)
  perl.once('close', end)
  perl.stdin.on('error', () => {})
  createInterface({ input: perl.stdout }).on('line', (line) => {
    waiting.shift()?.(line === 'set' ? undefined : line === 'not taken' ? 'not-taken' : line)
    if (waiting.length === 0) hold(false)
  })
  /** It ends with this process, when its input does, and keeps it running only while an answer is awaited. */
  const hold = (isHeld: boolean): void => {
    for (const one of [perl, perl.stdin, perl.stdout] as unknown as { ref(): void; unref(): void }[])
      isHeld ? one.ref() : one.unref()
  }
  hold(false)
  return {
    set(fd, port) {
      hold(true)
      return new Promise((resolve) => {
        waiting.push(resolve)
        perl.stdin.write(`${fd} ${port}\n`)
      })
    },
  }
}
