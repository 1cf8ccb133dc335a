export interface CopyRequest {
  /** `always` fails where blocks cannot be shared, except on macOS. */
  readonly sharing: 'always' | 'where-possible'
  readonly source: string
  readonly target: string
}

/**
 * The arguments of `cp` that keep links, modes and times. On macOS `-c` shares blocks and falls back to copying without
 * a word, so whoever needs to know must try first; and there no option stays on one file system in every release.
 */
export function copyArguments({sharing, source, target}: CopyRequest, platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['-c', '-R', '-P', '-p', '--', source, target]
  return ['-a', '-x', `--reflink=${sharing === 'always' ? 'always' : 'auto'}`, '--', source, target]
}
