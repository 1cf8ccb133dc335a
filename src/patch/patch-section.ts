export type LineEnding = '\n' | '\r\n' | ''

export interface HunkLine {
  readonly kind: 'context' | 'remove' | 'add'
  readonly text: string
  /** Known in a unified diff only. An envelope leaves the choice to the file. */
  readonly ending?: LineEnding
}

/** One located edit. */
export interface Hunk {
  /** Lines to find first, one after the other. */
  readonly anchors: readonly string[]
  readonly lines: readonly HunkLine[]
  readonly atEndOfFile: boolean
  /** Counted from 0; where a unified diff says the hunk belongs. */
  readonly expectedLine?: number
  /** Names the hunk in messages. */
  readonly where: string
}

export type PatchMode = 'file' | 'executable' | 'link'

export interface AddSection {
  readonly kind: 'add'
  readonly path: string
  readonly text: string
  readonly mode: PatchMode
  /** An envelope replaces a file that exists, a unified diff does not. */
  readonly mayOverwrite: boolean
}

export interface DeleteSection {
  readonly kind: 'delete'
  readonly path: string
  /** From a unified diff: the content that is expected to go. */
  readonly hunks: readonly Hunk[]
}

export interface UpdateSection {
  readonly kind: 'update'
  readonly path: string
  readonly moveTo?: string
  /** A copy: `moveTo` is made, `path` stays. */
  readonly keepsSource: boolean
  readonly hunks: readonly Hunk[]
  readonly mode?: PatchMode
  /** Envelopes cannot say how a file ends, so it ends with a newline; unified diffs say it. */
  readonly endsWithNewline: 'always' | 'as-written'
}

export type PatchSection = AddSection | DeleteSection | UpdateSection

export type ParsedPatch =
  | {readonly kind: 'parsed'; readonly sections: readonly PatchSection[]}
  /** `line` is the line of the patch, counted from 1. */
  | {readonly kind: 'invalid'; readonly because: string; readonly line: number}

/** The paths whose state `planPatch` needs, each once, as the patch writes them. */
export function pathsOf(sections: readonly PatchSection[]): readonly string[] {
  const paths = sections.flatMap((section) =>
    section.kind === 'update' && section.moveTo !== undefined ? [section.path, section.moveTo] : [section.path],
  )
  return [...new Set(paths)]
}
