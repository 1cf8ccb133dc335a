import type {ViewSource} from '@codex-host/plugin-api'

/** Where the host finds the files of a view. */
export function hostPathOf(source: ViewSource): string {
  return source.kind === 'directory' ? source.path : `/proc/${source.pid}/root${source.path}`
}
