import type {FileEffect} from '../../../src/workspace/change-set.ts'
import type {WorkspacePath} from '../../../src/workspace/workspace-path.ts'

/** The effect of writing a text to a new file. */
export function effect(file: string, text = 'text'): FileEffect {
  return {
    path: file as WorkspacePath,
    before: {kind: 'absent'},
    after: {kind: 'file', bytes: new TextEncoder().encode(text), mode: 0o644},
  }
}
