import path from 'node:path'

declare const inside: unique symbol

/**
 * A path relative to the workspace root, with `/` between components, proven to stay inside it lexically: no
 * empty, `.` or `..` component, no NUL. Only `toWorkspacePath` makes one. Links are checked when it is opened.
 */
export type WorkspacePath = string & {readonly [inside]: true}

/** Accepts a relative path, or an absolute one below `root`. */
export function toWorkspacePath(root: string, candidate: string): WorkspacePath | undefined {
  if (candidate === '' || /[\0\n\r]/.test(candidate)) return undefined

  const relative = path.relative(root, path.resolve(root, candidate))
  if (relative === '' || path.isAbsolute(relative)) return undefined
  if (relative === '..' || relative.startsWith(`..${path.sep}`)) return undefined
  return relative as WorkspacePath
}
