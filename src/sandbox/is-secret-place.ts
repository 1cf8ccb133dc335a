import path from 'node:path'
import {isAtOrBelow} from '../workspace/is-at-or-below.ts'
import {isSecretFolder, secrecyOf} from './secret-files.ts'
import {settingsHoldToken} from './settings-hold-token.ts'

/**
 * Whether a file or folder must not be shown to a model: by its name, by the folders above it, or by a token in it. The
 * path is absolute and real. Folders of the workspace count by their names below `root` only.
 */
export async function isSecretPlace(
  place: string,
  {root, codexHome}: {readonly root: string; readonly codexHome: string},
): Promise<boolean> {
  if (isAtOrBelow(codexHome, place)) return true
  const inside = isAtOrBelow(root, place) ? path.relative(root, place) : place.slice(1)
  if (inside.split('/').some(isSecretFolder)) return true
  const secrecy = secrecyOf(inside)
  return secrecy === 'secret' || (secrecy === 'look' && (await settingsHoldToken(place)))
}
