import type {SandboxLimits} from '@codex-host/plugin-api'
import {createSandboxArena, type SandboxArena} from '@codex-host/plugin-api/testing'
import {onTestFinished} from 'vitest'

/** An arena of the published kit, closed when the test has ended. */
export async function createArena(limits: Partial<SandboxLimits> = {}): Promise<SandboxArena> {
  const arena = await createSandboxArena({limits})
  onTestFinished(() => arena.close())
  return arena
}
