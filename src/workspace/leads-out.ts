import path from 'node:path'
import type {WorkspacePath} from './workspace-path.ts'

/**
 * Whether a link at `inside` may lead out of `root`. Only steps down, after leading steps up that stay inside, are
 * accepted: `..` after a name may start from wherever a link of that name leads.
 */
export function leadsOut(root: string, inside: WorkspacePath, target: string): boolean {
  const steps = target.split('/').filter((step) => step !== '' && step !== '.')
  const firstName = steps.findIndex((step) => step !== '..')
  if (firstName >= 0 && steps.slice(firstName).includes('..')) return true
  const reached = path.resolve(root, path.dirname(inside), target)
  return reached !== root && !reached.startsWith(`${root}/`)
}
