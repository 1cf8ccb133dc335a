import type {HeldFiles, SandboxPolicy} from '@codex-host/plugin-api'
import {readMountFacts} from './host-facts.ts'
import {createPlaceholders} from './placeholders.ts'
import {planMounts} from './plan-mounts.ts'

/**
 * Finds out what makes the files of a policy, for a backend that mounts them in its own way. `recordFolder` is that of the
 * placeholders.
 */
export function createFileHolder(recordFolder: string): (policy: SandboxPolicy) => Promise<HeldFiles> {
  const placeholders = createPlaceholders(recordFolder)

  return async (policy) => {
    try {
      const {plan, release} = await placeholders.hold(policy, async (isPlaceholder) =>
        planMounts(policy, await readMountFacts(policy, isPlaceholder)),
      )
      if (plan.kind === 'refused') return plan
      // What is guarded may be a placeholder, of this command or of another one, that is gone later.
      return {kind: 'held', mounts: plan.mounts, isLasting: plan.guarded.length === 0, release}
    } catch (error) {
      return {kind: 'refused', because: `a missing path cannot be protected: ${String(error)}`}
    }
  }
}
