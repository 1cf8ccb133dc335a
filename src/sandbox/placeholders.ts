import {mkdirSync, writeFileSync} from 'node:fs'
import {readdir, readFile} from 'node:fs/promises'
import path from 'node:path'
import type {SandboxPolicy} from '@codex-host/plugin-api'
import {errorCode} from '../workspace/error-code.ts'
import {hostPathOf} from './host-path-of.ts'
import {createPlaceholderRecords} from './placeholder-records.ts'
import {placeholderText} from './placeholder-text.ts'
import {removePlaceholder} from './remove-placeholder.ts'
import type {IsPlaceholder, Place} from './workspace-places.ts'

/** What says which places it guards, once it is known which of them only hold a missing path. */
type Guarding = {readonly kind: 'planned'; readonly guarded: readonly Place[]} | {readonly kind: 'refused'}

export interface Held<Plan> {
  readonly plan: Plan
  /** To be called when the command has ended. Never throws. */
  readonly release: () => Promise<void>
}

export interface Placeholders {
  /**
   * Makes a plan, and keeps an empty folder, or a file that says nothing, at each missing place that it guards until
   * `release` is called. Throws, and leaves nothing behind, when one cannot be made.
   */
  hold<Plan extends Guarding>(
    policy: SandboxPolicy,
    makePlan: (isPlaceholder: IsPlaceholder) => Promise<Plan>,
  ): Promise<Held<Plan>>
}

/**
 * `recordFolder` says where it is noted what was made: for the other processes that run commands in the same workspace, and
 * for whoever comes after a kill.
 *
 * Only what exists can be mounted on, so a path that must not come into being is held by a placeholder. Removing it
 * while another command runs would unmount it there, so the last user removes it, in whichever process that is. Looking
 * what stands there and making what does not is one step for all of them: what one has seen, another cannot remove.
 */
export function createPlaceholders(recordFolder?: string): Placeholders {
  /** How many commands of this process use a place. One without users could not be removed yet. */
  const users = new Map<string, number>()
  const records = createPlaceholderRecords(recordFolder)

  async function keep(places: readonly string[], others: ReadonlySet<string>): Promise<readonly string[]> {
    await records.write([...users.keys(), ...places])
    const kept: string[] = []
    try {
      for (const place of places) {
        const isHeld = users.has(place) || others.has(place)
        // Not made and not held: it is the user's, who was faster.
        if (!make(place) && !isHeld) continue
        users.set(place, (users.get(place) ?? 0) + 1)
        kept.push(place)
      }
      await records.write([...users.keys()])
      return kept
    } catch (error) {
      leave(kept)
      await removeUnused(others)
      throw error
    }
  }

  function leave(places: readonly string[]): void {
    for (const place of places) users.set(place, (users.get(place) ?? 1) - 1)
  }

  async function removeUnused(others: ReadonlySet<string>): Promise<void> {
    for (const [place] of [...users].filter(([, count]) => count === 0).toReversed()) {
      // Not empty means that the user put something there meanwhile: it stays.
      if (!others.has(place)) removePlaceholder(place)
      users.delete(place)
    }
    await records.write([...users.keys()])
  }

  return {
    async hold(policy, makePlan) {
      const isGuarding = policy.workspace.access === 'write' && policy.protectedPaths.length > 0
      if (!isGuarding) return {plan: await makePlan(neverHeld), release: async () => {}}

      return records.whileLocked(async (others) => {
        const plan = await makePlan(
          async (place) => (users.has(place) || others.has(place)) && (await isUntouched(place)),
        )
        const kept = plan.kind === 'refused' ? [] : await keep(missingOf(plan.guarded, policy), others)
        const release = async (): Promise<void> => {
          leave(kept)
          if (kept.length > 0) await records.whileLocked(removeUnused).catch(() => undefined)
        }
        return {plan, release}
      })
    },
  }
}

async function neverHeld(): Promise<boolean> {
  return false
}

/** As the host reaches them. */
function missingOf(places: readonly Place[], {workspace: {source, target}}: SandboxPolicy): readonly string[] {
  return places
    .filter(({kind}) => kind === 'missing')
    .map((place) => path.join(hostPathOf(source), path.relative(target, place.path)))
}

/** False where something stands there already. */
function make(place: string): boolean {
  try {
    const text = placeholderText(place)
    if (text === undefined) mkdirSync(place)
    else writeFileSync(place, text, {flag: 'wx'})
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

/** Whether it is as `make` leaves it, and not what the user has put in its place. */
async function isUntouched(place: string): Promise<boolean> {
  const text = placeholderText(place)
  try {
    return text === undefined ? (await readdir(place)).length === 0 : (await readFile(place, 'utf8')) === text
  } catch {
    return false
  }
}
