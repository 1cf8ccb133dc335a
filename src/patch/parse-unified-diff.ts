import {parsePatch as parseDiff} from 'diff'
import type {StructuredPatch, StructuredPatchHunk} from 'diff'
import type {Hunk, HunkLine, ParsedPatch, PatchMode, PatchSection} from './patch-section.ts'

const modes: ReadonlyMap<string, PatchMode> = new Map([
  ['100644', 'file'],
  ['100755', 'executable'],
  ['120000', 'link'],
])

/** Reads a unified diff, plain or as git writes it, into the sections an envelope has. Never throws. */
export function parseUnifiedDiff(text: string): ParsedPatch {
  const lines = withoutMail(text).split('\n')
  const binary = lines.findIndex((line) => /^(GIT binary patch|Binary files .* differ)\r?$/.test(line))
  if (binary !== -1) return {kind: 'invalid', because: 'the diff changes a binary file', line: binary + 1}

  const parsed = parseFiles(lines)
  if (parsed.kind === 'invalid') return parsed
  const sections: PatchSection[] = []
  for (const file of parsed.files) {
    if (isEmpty(file)) continue
    const section = toSection(file)
    if (section.kind === 'invalid') return section
    sections.push(section)
  }
  return sections.length === 0
    ? {kind: 'invalid', because: 'the diff changes no file', line: 1}
    : {kind: 'parsed', sections}
}

type Invalid = Extract<ParsedPatch, {readonly kind: 'invalid'}>

/** The signature below a mailed patch would read as a removed line. */
function withoutMail(text: string): string {
  return text.replace(/\n-- \r?\n\d+\.[\d.]+[^\n]*\s*$/, '\n')
}

function parseFiles(
  lines: readonly string[],
): Invalid | {readonly kind: 'parsed'; readonly files: readonly StructuredPatch[]} {
  // Only a diff that was converted as a whole has carriage returns in its headers.
  const isConverted = lines.find((line) => /^(--- |diff --git )/.test(line))?.endsWith('\r')
  const clean = isConverted ? lines.map((line) => line.replace(/\r$/, '')) : lines
  try {
    return {kind: 'parsed', files: parseDiff(clean.join('\n'))}
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error)
    const line = /at line (\d+)/.exec(because)?.[1]
    return {kind: 'invalid', because: `the diff cannot be read: ${because}`, line: Number(line ?? 1)}
  }
}

function isEmpty(file: StructuredPatch): boolean {
  const changesMode = file.newMode !== undefined || file.isDelete === true
  return file.hunks.length === 0 && !changesMode && file.isRename !== true && file.isCopy !== true
}

function toSection(file: StructuredPatch): PatchSection | Invalid {
  const {oldPath, newPath} = pathsOfFile(file)
  if (oldPath === undefined && newPath === undefined) {
    return {kind: 'invalid', because: 'the diff names no file above a hunk', line: 1}
  }
  const mode = file.newMode === undefined ? undefined : modes.get(file.newMode)
  if (file.newMode !== undefined && mode === undefined) {
    return {kind: 'invalid', because: `the diff gives ${newPath ?? oldPath} the unknown mode ${file.newMode}`, line: 1}
  }

  const hunks = file.hunks.map(toHunk)
  if (oldPath === undefined || file.isCreate) return toAdd(newPath ?? oldPath ?? '', hunks, mode ?? 'file')
  if (newPath === undefined || file.isDelete) return {kind: 'delete', path: oldPath, hunks}
  return toUpdate(file, {hunks, ...(mode === undefined ? {} : {mode})})
}

function toUpdate(
  file: StructuredPatch,
  rest: {readonly hunks: readonly Hunk[]; readonly mode?: PatchMode},
): PatchSection {
  const {oldPath = '', newPath = ''} = pathsOfFile(file)
  const moves = file.isRename === true || file.isCopy === true
  // Without a rename header the two names only differ as in `file.orig` and `file`.
  const paths = moves ? {path: oldPath, moveTo: newPath} : {path: newPath}
  return {kind: 'update', ...paths, keepsSource: file.isCopy === true, endsWithNewline: 'as-written', ...rest}
}

function toAdd(path: string, hunks: readonly Hunk[], mode: PatchMode): PatchSection | Invalid {
  const lines = hunks.flatMap((hunk) => hunk.lines)
  if (lines.some((line) => line.kind !== 'add')) {
    return {kind: 'invalid', because: `the diff makes ${path} but has context or removed lines for it`, line: 1}
  }
  const text = lines.map((line) => line.text + (line.ending ?? '\n')).join('')
  return {kind: 'add', path, text, mode, mayOverwrite: false}
}

function toHunk(hunk: StructuredPatchHunk): Hunk {
  const lines: HunkLine[] = []
  for (const line of hunk.lines) {
    const last = lines.at(-1)
    if (line.startsWith('\\') && last !== undefined) {
      const text = last.ending === '\r\n' ? `${last.text}\r` : last.text
      lines.splice(-1, 1, {...last, text, ending: ''})
    } else if (!line.startsWith('\\')) {
      lines.push(toHunkLine(line))
    }
  }
  const where = `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`
  return {anchors: [], lines, atEndOfFile: false, expectedLine: Math.max(hunk.oldStart - 1, 0), where}
}

function toHunkLine(line: string): HunkLine {
  const kind = line.startsWith('+') ? 'add' : line.startsWith('-') ? 'remove' : 'context'
  const text = line.slice(1)
  return text.endsWith('\r') ? {kind, text: text.slice(0, -1), ending: '\r\n'} : {kind, text, ending: '\n'}
}

interface FilePaths {
  readonly oldPath?: string
  readonly newPath?: string
}

function pathsOfFile(file: StructuredPatch): FilePaths {
  const oldName = named(file.oldFileName)
  const newName = named(file.newFileName)
  if (!hasPrefixes(oldName, newName)) return present(oldName, newName)
  return present(oldName?.slice(2), newName?.slice(2))
}

function named(name: string | undefined): string | undefined {
  return name === '/dev/null' ? undefined : name
}

/** `a/` and `b/`, or the letters of git's mnemonic prefixes. */
function hasPrefixes(oldName: string | undefined, newName: string | undefined): boolean {
  const isOld = oldName === undefined || /^[aciow]\//.test(oldName)
  const isNew = newName === undefined || /^[bciow]\//.test(newName)
  return isOld && isNew && oldName?.[0] !== newName?.[0]
}

function present(oldPath: string | undefined, newPath: string | undefined): FilePaths {
  return {...(oldPath === undefined ? {} : {oldPath}), ...(newPath === undefined ? {} : {newPath})}
}
