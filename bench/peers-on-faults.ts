import type {FaultName} from '../test/helpers/fault-table.ts'

/**
 * What other programs did with the same faults, as measured in November 2026. Quoted text: nothing here is measured
 * when the benchmark runs. The versions are in the README of this folder.
 */
export const peersOnFaults: Readonly<Partial<Record<FaultName, string>>> = {
  'wrong-key': 'Codex sends 6 requests; legacy exits 0',
  'no-quota': 'legacy 24 requests in 74 s; pi 12; opencode still retrying at 75 s',
  'rate-limit-seconds': 'all wait',
  'server-error': 'Codex 30 requests; legacy 24, then exit 0',
  'reset-after-text': 'legacy gives up with exit 0',
  'early-end': 'pi exit 0 with a cut answer; legacy exit 0 and nothing',
  'stall-for-ever': 'Codex and opencode wait 300 s; pi and legacy hang beyond 400 s',
  'damaged-frame': 'Codex skips it and goes on; legacy gives up with exit 0',
  'malformed-arguments': 'value back to the model',
  'unknown-tool': 'value back to the model',
  'context-length': 'opencode 167 requests in 75 s; legacy exit 0',
  'empty-answer': 'all exit 0, nothing printed',
  unreachable: 'Codex retries for ever',
  'silent-stdin': 'Codex hangs',
}
