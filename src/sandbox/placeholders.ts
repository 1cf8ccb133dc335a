import {mkdir, writeFile} from 'node:fs/promises'
import path from 'node:path'
import type {SandboxPolicy} from '@codex-host/plugin-api'
import {errorCode} from '../workspace/error-code.ts'
import {createPlaceholderRecords} from './placeholder-records.ts'
import {hostPathOf} from './host-path-of.ts'
import {placeholderText} from './placeholder-text.ts'
import {removePlaceholder} from './remove-placeholder.ts'
import type {Place} from './workspace-places.ts'

export interface Placeholders {
  /**
   * Keeps an empty folder, or a file that says nothing, at each missing place until the answer is called. Throws, and
   * leaves nothing behind, when one cannot be made.
   */
  hold(places: readonly Place[], policy: SandboxPolicy): Promise<() => Promise<void>>
}

interface Placeholder {
  users: number
  readonly made: Promise<boolean>
}

/**
 * `recordFolder` says where it is noted what was made, for whoever comes after a kill.
 *
 * Only what exists can be mounted on, so a path that must not come into being is held by a placeholder. Removing it
 * while another command runs would unmount it there, so the last user removes it.
 */
export function createPlaceholders(recordFolder?: string): Placeholders {
  const held = new Map<string, Placeholder>()
  const records = createPlaceholderRecords(recordFolder)

  async function use(place: string): Promise<void> {
    const known = held.get(place)
    const placeholder = known ?? {users: 0, made: make(place)}
    placeholder.users += 1
    held.set(place, placeholder)
    await placeholder.made
  }

  async function release(place: string): Promise<void> {
    const placeholder = held.get(place)
    if (placeholder === undefined) return
    placeholder.users -= 1
    if (placeholder.users > 0) return
    held.delete(place)
    // Not empty means that the user put something there meanwhile: it stays.
    if (await placeholder.made.catch(() => false)) await removePlaceholder(place).catch(() => undefined)
  }

  return {
    async hold(places, policy) {
      const {source, target} = policy.workspace
      const wanted = places
        .map(({path: inside, kind}) => ({
          place: path.join(hostPathOf(source), path.relative(target, inside)),
          isMissing: kind === 'missing',
        }))
        .filter(({place, isMissing}) => isMissing || held.has(place))
        .map(({place}) => place)
      const mine: string[] = []
      const releaseAll = async (): Promise<void> => {
        for (const place of mine.splice(0).toReversed()) await release(place)
        await records.write([...held.keys()])
      }
      await records.write([...held.keys(), ...wanted])
      for (const place of wanted) {
        mine.push(place)
        await use(place).catch(async (error: unknown) => {
          await releaseAll()
          throw error
        })
      }
      return releaseAll
    },
  }
}

/** False where somebody else made it meanwhile: then it exists, and it is theirs. */
async function make(place: string): Promise<boolean> {
  try {
    const text = placeholderText(place)
    await (text === undefined ? mkdir(place) : writeFile(place, text, {flag: 'wx'}))
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}
