import type {SandboxLimits} from '@codex-host/plugin-api'
import type {HostFacts} from './host-facts.ts'

/** The kernel keeps this many process ids for itself once the numbers have wrapped around. */
const reservedProcessIds = 300

/** The options of prlimit. A limit that this process already has is never raised: that would be refused. */
export function limitOptions(limits: SandboxLimits, facts: HostFacts): readonly string[] {
  const {hardLimits} = facts
  return [
    '--core=0',
    `--nproc=${Math.min(limits.processes, hardLimits.processes)}`,
    `--data=${Math.min(limits.dataBytes, hardLimits.dataBytes)}`,
    `--fsize=${Math.min(limits.fileBytes, hardLimits.fileBytes)}`,
  ]
}

/** The highest process id of a namespace that leaves room for `limits.processes`. Also holds for root. */
export function highestProcessId(limits: SandboxLimits, facts: HostFacts): number | undefined {
  return facts.limitsProcessIds ? limits.processes + reservedProcessIds : undefined
}
