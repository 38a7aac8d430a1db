/** One registry of everything that must not outlive this process. A SIGKILL of the harness is handled by the watchdog. */

export interface Disposable {
  /** The orderly way. Never rejects. */
  dispose(): Promise<void>
  /** The last resort while the process exits: synchronous, never throws. */
  disposeNow(): void
}

const registered = new Set<Disposable>()
/** Signal listeners of libraries. They do not end the process themselves when there are other listeners. */
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
 * From now on a signal ends this process immediately, whatever it is computing; a handler in JavaScript would be delayed. The
 * watchdog then does the cleaning up.
 */
export function leaveSignalsToSystem(): void {
  leftToSystem = true
}

/** Registers it. Returns a function that removes it from the registry, for the case that it is disposed of otherwise. */
export function register(disposable: Disposable): () => void {
  guardProcess()
  registered.add(disposable)
  return () => registered.delete(disposable)
}

/** Newest first, because newer ones depend on older ones. */
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

/** Installed once. An uncaught exception also ends in `exit`. */
function guardProcess(): void {
  if (guarded) return
  guarded = true
  process.on('exit', disposeAllNow)
  if (leftToSystem) return
  for (const [signal, number] of SIGNALS) {
    const onSignal = () => {
      // If there is another listener (the command line's, which writes its report), it ends the process.
      if (process.listeners(signal).some((listener) => listener !== onSignal && !bystanders.has(listener))) return
      const exit = () => process.exit(128 + number)
      if (interrupted) exit()
      interrupted = true
      void disposeAll().finally(exit)
    }
    process.on(signal, onSignal)
  }
}

/** Loads a library. Signal listeners that the library adds meanwhile do not count as listeners that end the process. */
export async function loadLibrary<T>(load: () => Promise<T>): Promise<T> {
  const listeners = () => SIGNALS.flatMap(([signal]) => process.listeners(signal))
  const before = new Set<unknown>(listeners())
  const library = await load()
  for (const listener of listeners()) if (!before.has(listener)) bystanders.add(listener)
  return library
}
