/** Loads what the isolated process of a check loads, and ends: Node then writes its compile cache. */
import { loadTestable } from '../matrix/catalog.ts'
import './examine-routes.ts'
import '../runtimes/local.ts'

await loadTestable()
