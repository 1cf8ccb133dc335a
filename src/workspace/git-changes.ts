import type {ChangeSet, FileState} from './change-set.ts'
import {collectCommits} from './commits/collect-commits.ts'
import {readInside} from './read-inside.ts'
import {sameState} from './same-state.ts'
import type {WorkspacePath} from './workspace-path.ts'

/**
 * What a turn did to the repository itself in its copy: its commits, which are offered, and in words what is lost.
 * Refreshing the index, as `git status` does, keeps its size and is nothing.
 */
export async function findGitChanges(
  root: string,
  viewRoot: string,
  signal: AbortSignal,
): Promise<Pick<ChangeSet, 'commits' | 'leftOut'>> {
  const collected = await collectCommits(root, viewRoot, signal)
  switch (collected.kind) {
    case 'found':
      return {commits: collected.commits, leftOut: []}
    case 'dropped': {
      const because = `commits made in the copy are dropped (${collected.because}), their changes to files are kept`
      return {leftOut: [{path: '.git', because}]}
    }
    case 'none':
      return {leftOut: await findOtherChanges(root, viewRoot)}
  }
}

async function findOtherChanges(root: string, viewRoot: string): Promise<ChangeSet['leftOut']> {
  const files = ['.git/HEAD', '.git/index']
  const pairs = await Promise.all(files.map((file) => Promise.all([stateOf(root, file), stateOf(viewRoot, file)])))
  const [head, index] = pairs.map(([before, after]) => ({
    isChanged: !sameState(before, after),
    isResized: sizeOf(before) !== sizeOf(after),
  }))
  if (head?.isChanged === true) {
    return [{path: '.git', because: 'what was checked out in the copy is dropped, its changes to files are kept'}]
  }
  return index?.isResized === true ? [{path: '.git/index', because: 'what was staged in the copy is dropped'}] : []
}

async function stateOf(root: string, file: string): Promise<FileState> {
  const found = await readInside(root, file as WorkspacePath)
  return found.kind === 'found' && found.entry.kind === 'file' ? found.entry : {kind: 'absent'}
}

function sizeOf(state: FileState): number {
  return state.kind === 'file' ? state.bytes.byteLength : 0
}
