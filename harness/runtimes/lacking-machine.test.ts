import { expect, test, vi } from 'vitest'
import { createWatch, lackingMachine } from './lacking-machine.ts'

const PLENTY = { space: 2e9, memory: 4e9 }
const many = () => ['a limit', 5000] as const
const few = () => ['a limit', 3] as const

const FULL_DISK = '[crit] 7#7: *1 pwrite() "/x/1" failed (28: No space left on device), client: 127.0.0.1'
const NO_FORK = '[alert] fork() failed while spawning "worker process" (11: Resource temporarily unavailable)'
const NO_THREAD = '(11)Resource temporarily unavailable: AH03142: ap_thread_create: unable to create worker thread'
const NO_MEMORY = 'mmap(MAP_ANON|MAP_SHARED, 1) failed (12: Cannot allocate memory)'

test.for([
  [FULL_DISK, { ...PLENTY, space: 40e6 }, many, /too little space: 100 MB are needed, and 40 MB are free/],
  ['(122)Disk quota exceeded: AH00574', { ...PLENTY, space: 0 }, many, /too little space/],
  ['', { ...PLENTY, space: 4e6 }, many, /too little space/],
  [NO_FORK, PLENTY, few, /no further process or thread can be started \(a limit leaves 3 now\)/],
  [NO_THREAD, PLENTY, few, /no further process/],
  [NO_MEMORY, { ...PLENTY, memory: 100e6 }, many, /no memory/],
] as const)('%#: the machine is at fault where this process sees it too', ([printed, lowest, left, why]) => {
  expect(lackingMachine(printed, lowest, left)?.message).toMatch(why)
})

// A configuration can write each of these lines to the log: it is no evidence where the machine has plenty.
test.for([FULL_DISK, '(122)Disk quota exceeded', NO_FORK, NO_THREAD, NO_MEMORY])(
  '"%s" alone is no evidence',
  (printed) => {
    expect(lackingMachine(printed, PLENTY, many)).toBeUndefined()
  },
)

test.for([
  ['recv() failed (104: Connection reset by peer)', { space: 40e6, memory: 100e6 }],
  ['recv() not ready (11: Resource temporarily unavailable)', PLENTY],
  ['', { space: 40e6, memory: 100e6 }],
] as const)('"%s" has another reason', ([printed, lowest]) => {
  expect(lackingMachine(printed, lowest, few)).toBeUndefined()
})

test('what was low for a moment is seen afterwards, by each watch of that time', async () => {
  let space = 2e9
  const watch = createWatch(() => ({ ...PLENTY, space }))
  using first = watch()
  expect(first.lowest().space).toBe(2e9)
  space = 1e6
  using second = watch()
  await vi.waitFor(() => {
    space = 1e6 - 1
    return new Promise((resolve) => setTimeout(resolve, 60))
  })
  space = 2e9
  using third = watch()
  expect([first, second, third].map((one) => one.lowest().space)).toEqual([1e6 - 1, 1e6 - 1, 2e9])
})
