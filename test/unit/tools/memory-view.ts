import type {FileState, TargetEntry} from '../../../src/patch/file-effect.ts'
import type {IsolationMethod, View} from '../../../src/workspace/view.ts'
import {toWorkspacePath} from '../../../src/workspace/workspace-path.ts'
import type {WorkspacePath} from '../../../src/workspace/workspace-path.ts'

const root = '/project'

/** A view whose workspace is this record; folders are where files are below them. */
export function memoryView(
  files: Readonly<Record<string, FileState | TargetEntry>>,
  method: IsolationMethod = 'copy',
): View {
  const entries = new Map(Object.entries(files))
  return {
    root,
    source: {kind: 'directory', path: root},
    method,
    read: async (path) => read(entries, path),
    write: async (effects) => {
      for (const {path, after} of effects) entries.set(path, after)
    },
    changes: () => Promise.reject(new Error('not part of this view')),
    close: async () => {},
  }
}

type Read = Awaited<ReturnType<View['read']>>

function read(entries: ReadonlyMap<string, TargetEntry>, path: WorkspacePath): Read {
  const components = path.split('/')
  for (let count = 1; count < components.length; count++) {
    const parent = components.slice(0, count).join('/')
    if (entries.get(parent)?.kind === 'link') return {kind: 'through-link', link: workspacePath(parent)}
  }
  const entry = entries.get(path)
  if (entry !== undefined) return entry as Read
  return [...entries.keys()].some((name) => name.startsWith(`${path}/`)) ? {kind: 'directory'} : {kind: 'absent'}
}

function workspacePath(path: string): WorkspacePath {
  const checked = toWorkspacePath(root, path)
  if (checked === undefined) throw new Error(`${path} is not in the workspace`)
  return checked
}

export function file(text: string, mode = 0o644): FileState {
  return {kind: 'file', bytes: new TextEncoder().encode(text), mode}
}
