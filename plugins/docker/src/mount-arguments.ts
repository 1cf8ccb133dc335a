import type {Mount} from '@codex-host/plugin-api'
import type {Engine} from './engine.ts'
import type {EmptyPlaces} from './empty-places.ts'

/** Folders of the system: these are the image's own, as it was chosen to bring them. */
const imageFolders = [
  ...['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/etc', '/opt'],
  ...['/nix/store', '/gnu/store', '/run', '/var'],
]

export type EngineMount = Exclude<Mount, {kind: 'link'}>

/**
 * What of the planned mounts the engine is asked for: all but the system, which the image brings. An engine mounts at each
 * place once, so of two mounts at one place it is the upper. Pure.
 */
export function engineMounts(mounts: readonly Mount[], workspace: string): readonly EngineMount[] {
  const shown = mounts
    .filter((mount) => mount.kind !== 'link')
    .filter(({path}) => isAtOrBelow(workspace, path) || !imageFolders.some((folder) => isAtOrBelow(folder, path)))
  return [...new Map(shown.map((mount) => [mount.path, mount])).values()]
}

/** The options that mount them. Pure. */
export function mountArguments(
  mounts: readonly EngineMount[],
  {kind, empty}: {readonly kind: Engine['kind']; readonly empty: EmptyPlaces},
): readonly string[] {
  return mounts.flatMap((mount) => {
    if (mount.kind === 'empty') {
      return bind({
        source: mount.type === 'file' ? empty.file : empty.folder,
        target: mount.path,
        options: ['readonly'],
      })
    }
    const {source, path, access, submounts} = mount
    if (access === 'write') return bind({source, target: path, options: []})
    if (submounts.length === 0) return bind({source, target: path, options: ['readonly']})
    // A mount below a read-only one would stay writable.
    if (kind === 'docker') {
      const recursively = ['readonly', 'bind-recursive=readonly', 'bind-propagation=rprivate']
      return bind({source, target: path, options: recursively})
    }
    const below = submounts.map((place) => ({source: place, target: path + place.slice(source.length)}))
    return [{source, target: path}, ...below].flatMap((one) =>
      bind({...one, options: ['readonly', 'bind-nonrecursive']}),
    )
  })
}

interface Bind {
  readonly source: string
  readonly target: string
  readonly options: readonly string[]
}

/** Fields are separated as in CSV, so a path may have any character in it. */
function bind({source, target, options}: Bind): readonly string[] {
  const fields = ['type=bind', `source=${source}`, `target=${target}`, ...options]
  return [
    '--mount',
    fields.map((field) => (/[",\s]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(','),
  ]
}

function isAtOrBelow(folder: string, place: string): boolean {
  return place === folder || place.startsWith(`${folder}/`)
}
