/** Code points that some file systems drop from names: with one of them inside, `.git` still opens `.git`. */
const ignoredInNames = /[\u200B-\u200F\u202A-\u202E\u2060-\u2064\u206A-\u206F\uFEFF]/g

/** Why a patch must not name this path, or `undefined` where it may. Links are checked when the path is opened. */
export function refusePatchPath(path: string): string | undefined {
  if (path === '') return 'the path is empty'
  if (/[\0\n\r]/.test(path)) return 'the path contains a NUL or a line break'
  if (path.startsWith('/') || path.startsWith('~/') || /^[a-z]:[\\/]/i.test(path)) {
    return 'the path is absolute; write it relative to the workspace'
  }

  const components = path.split(/[\\/]/)
  if (components.includes('..')) return 'the path contains ".."'
  if (['', '.'].includes(components.at(-1) ?? '')) return 'the path names a folder'
  if (components.some(isGitFolder)) return 'patches must not touch .git'
  return undefined
}

/** Every spelling that some file system opens as `.git`: case, trailing dots and blanks, streams, short names. */
function isGitFolder(component: string): boolean {
  const [name = ''] = component.replace(ignoredInNames, '').toLowerCase().split(':')
  return /^(\.git|git~\d+)$/.test(name.trimStart().replace(/[. ]+$/, ''))
}
