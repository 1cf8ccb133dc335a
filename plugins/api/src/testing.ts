/** What an author of a sandbox backend tests it with. Needs Linux, bash, perl and Node; no test runner. */
export {attackClasses, attacks, conformanceRows, type ConformanceRow} from './testing/attack-table.ts'
export type {Attack, AttackClass} from './testing/attack.ts'
export {mustWork, type MustWork} from './testing/must-work.ts'
export {
  failedRows,
  runConformanceRow,
  runSandboxConformance,
  type ConformanceOptions,
  type RowResult,
} from './testing/run-sandbox-conformance.ts'
export {createSandboxArena, secret, type ArenaOptions, type SandboxArena} from './testing/sandbox-arena.ts'
