/** Unit tests that run beside the conformance runs take only the processor time that those leave: a run measures time, they compute. */
import { constants, setPriority } from 'node:os'
import { BESIDE_RUNS } from './results.ts'

if (process.env[BESIDE_RUNS] !== undefined) setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
