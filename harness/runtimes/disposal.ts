/** What must not outlive this process, in one registry. A SIGKILLed harness is the watchdog's concern. */

export interface Disposable {
  /** The orderly way. Never rejects. */
  dispose(): Promise<void>
  /** The last resort while the process exits: synchronous, never throws. */
  disposeNow(): void
}

const registered = new Set<Disposable>()
/** Signal listeners of libraries, which end no process by themselves once there are others. */
const bystanders = new Set<unknown>()
const SIGNALS = [
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGTERM', 15],
] as const
let guarded = false
let interrupted = false
let leftToSystem = false

/**
 * From now on a signal ends this process at once, whatever it is computing; a handler in JavaScript would have to wait. The
 * watchdog then does what is done here else.
 */
export function leaveSignalsToSystem(): void {
  leftToSystem = true
}

/** Returns what takes it off the list again, for when it has been disposed of otherwise. */
export function register(disposable: Disposable): () => void {
  guardProcess()
  registered.add(disposable)
  return () => registered.delete(disposable)
}

/** Newest first, since later things stand on earlier ones. */
export async function disposeAll(): Promise<void> {
  for (const disposable of [...registered].reverse()) {
    registered.delete(disposable)
    await disposable.dispose()
  }
}

function disposeAllNow(): void {
  for (const disposable of [...registered].reverse()) disposable.disposeNow()
  registered.clear()
}

/** Once: an exception that nobody catches also ends in `exit`. */
function guardProcess(): void {
  if (guarded) return
  guarded = true
  process.on('exit', disposeAllNow)
  if (leftToSystem) return
  for (const [signal, number] of SIGNALS) {
    const onSignal = () => {
      // Whoever else listens (the command line, to write its report) ends the process himself.
      if (process.listeners(signal).some((listener) => listener !== onSignal && !bystanders.has(listener))) return
      const exit = () => process.exit(128 + number)
      if (interrupted) exit()
      interrupted = true
      void disposeAll().finally(exit)
    }
    process.on(signal, onSignal)
  }
}

/** Loads a library. The signal listeners that it adds meanwhile do not count as somebody who will end the process. */
export async function loadLibrary<T>(load: () => Promise<T>): Promise<T> {
  const listeners = () => SIGNALS.flatMap(([signal]) => process.listeners(signal))
  const before = new Set<unknown>(listeners())
  const library = await load()
  for (const listener of listeners()) if (!before.has(listener)) bystanders.add(listener)
  return library
}
