/** Loads the modules that a check's isolated process loads, and exits: Node then writes its compile cache. */
import { loadTestable } from '../matrix/catalog.ts'
import './examine-routes.ts'
import '../runtimes/local.ts'

await loadTestable()
