export interface Root {
  readonly suite: string
  readonly folder: string
  /** The distribution, e.g. `Debian`. */
  readonly system: string
  readonly packages: readonly string[]
  /** Names the very package versions in it. */
  readonly contents: string
}
export const TOOLS: readonly string[]
export function canMakeRoots(): boolean
export function defaultSuite(): string
export function listRoots(folder: string): Root[]
export function rootLoader(root: string): string[]
export function makeRoot(options: {
  readonly suite: string
  readonly packages: readonly string[]
  readonly into: string
  /** Of its folder; default: the suite. */
  readonly name?: string
  readonly onProgress?: (line: string) => void
}): Promise<string>
export function isAlive(pid: number): boolean
