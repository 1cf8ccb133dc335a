import type {Hunk, HunkLine, ParsedPatch, PatchSection} from './patch-section.ts'

const firstLine = '*** Begin Patch'
const lastLine = '*** End Patch'
const endOfFile = '*** End of File'
const heredocStart = /^<<-?\s*(['"]?)(\w+)\1$/
const header = /^\*\*\* (Add|Delete|Update) File: (.+)$/
const moveHeader = /^\*\*\* Move to: (.+)$/
const kinds: Readonly<Record<string, HunkLine['kind']>> = {' ': 'context', '-': 'remove', '+': 'add'}

/** Reads the envelope that models write. Never throws: what cannot be read is a value that names the line. */
export function parsePatch(text: string): ParsedPatch {
  const lines = envelopeLines(text)
  if (lines.texts[0]?.trim() !== firstLine) {
    return {kind: 'invalid', because: `the first line must be "${firstLine}"`, line: lines.before + 1}
  }
  if (lines.texts.length < 2 || lines.texts.at(-1)?.trim() !== lastLine) {
    return {kind: 'invalid', because: `the last line must be "${lastLine}"`, line: lines.before + lines.texts.length}
  }

  const reader: Reader = {lines: lines.texts.slice(1, -1), next: 0, lineOfFirst: lines.before + 2}
  const sections: PatchSection[] = []
  while (reader.next < reader.lines.length) {
    if (isBlank(peek(reader))) {
      reader.next++
      continue
    }
    const section = readSection(reader)
    if (section.kind === 'invalid') return section
    sections.push(section)
  }
  if (sections.length === 0) {
    return {kind: 'invalid', because: 'the patch changes no file', line: reader.lineOfFirst}
  }
  return {kind: 'parsed', sections}
}

type Invalid = Extract<ParsedPatch, {readonly kind: 'invalid'}>

/** A place in the lines of the patch; the functions below move it forward. */
interface Reader {
  readonly lines: readonly string[]
  readonly lineOfFirst: number
  next: number
}

function envelopeLines(text: string): {readonly texts: readonly string[]; readonly before: number} {
  const before = text.slice(0, text.length - text.trimStart().length).split('\n').length - 1
  const texts = text
    .trim()
    .split('\n')
    .map((line) => line.replaceAll('\r', ''))
  const word = heredocStart.exec(texts[0]?.trim() ?? '')?.[2]
  if (word === undefined || texts.at(-1)?.trim() !== word) return {texts, before}

  const body = texts.slice(1, -1)
  const start = body.findIndex((line) => !isBlank(line))
  const end = body.findLastIndex((line) => !isBlank(line))
  return {texts: body.slice(Math.max(start, 0), end + 1), before: before + 1 + Math.max(start, 0)}
}

function readSection(reader: Reader): PatchSection | Invalid {
  const line = peek(reader).trim()
  const found = header.exec(line)
  if (found === null) {
    const because = `"${line}" is not a file header; one of "*** Add File: PATH", "*** Delete File: PATH" and "*** Update File: PATH" must stand here`
    return invalid(reader, because)
  }

  const [, verb, path = ''] = found
  reader.next++
  if (verb === 'Delete') return {kind: 'delete', path: path.trim(), hunks: []}
  if (verb === 'Add') return readAdd(reader, path.trim())
  return readUpdate(reader, path.trim())
}

function readAdd(reader: Reader, path: string): PatchSection {
  let text = ''
  while (reader.next < reader.lines.length && peek(reader).startsWith('+')) {
    text += `${peek(reader).slice(1)}\n`
    reader.next++
  }
  return {kind: 'add', path, text, mode: 'file', mayOverwrite: true}
}

function readUpdate(reader: Reader, path: string): PatchSection | Invalid {
  const lineOfHeader = reader.next - 1
  const moveTo = moveHeader.exec(peek(reader).trim())?.[1]?.trim()
  if (moveTo !== undefined) reader.next++

  const hunks: Hunk[] = []
  while (reader.next < reader.lines.length && !isMarker(peek(reader))) {
    if (isBlank(peek(reader))) {
      reader.next++
      continue
    }
    const hunk = readHunk(reader, hunks.length === 0)
    if ('kind' in hunk) return hunk
    hunks.push(hunk)
  }

  if (hunks.length === 0 && moveTo === undefined) {
    return {kind: 'invalid', because: `the update of ${path} has no hunk`, line: reader.lineOfFirst + lineOfHeader}
  }
  const move = moveTo === undefined ? {} : {moveTo}
  return {kind: 'update', path, ...move, keepsSource: false, hunks, endsWithNewline: 'always'}
}

function readHunk(reader: Reader, isFirst: boolean): Hunk | Invalid {
  const where = `patch line ${reader.lineOfFirst + reader.next}`
  const anchors: string[] = []
  const start = reader.next
  // Models also write several anchors, from the outer to the inner one.
  while (reader.next < reader.lines.length && isAnchor(peek(reader))) {
    const anchor = peek(reader).trimEnd().slice(3)
    if (anchor !== '') anchors.push(anchor)
    reader.next++
  }
  if (reader.next === start && !isFirst) return invalid(reader, 'a hunk after the first one must start with "@@"')

  const lines = readHunkLines(reader)
  if (lines.length === 0) {
    const because = 'a line of a hunk must start with a blank (context), "-" (remove) or "+" (add)'
    return invalid(reader, because)
  }
  const atEndOfFile = peek(reader).trim() === endOfFile
  if (atEndOfFile) reader.next++
  return {anchors, lines, atEndOfFile, where}
}

function readHunkLines(reader: Reader): readonly HunkLine[] {
  const lines: HunkLine[] = []
  while (reader.next < reader.lines.length) {
    const line = peek(reader)
    const kind = line === '' ? 'context' : kinds[line.charAt(0)]
    if (kind === undefined) break
    lines.push({kind, text: line.slice(1)})
    reader.next++
  }
  return lines
}

/** Inside a hunk a padded marker is a context line: some files are about patches. */
function isMarker(line: string): boolean {
  return line.startsWith('*')
}

function isAnchor(line: string): boolean {
  return line.trimEnd() === '@@' || line.startsWith('@@ ')
}

function isBlank(line: string): boolean {
  return line.trim() === ''
}

function peek(reader: Reader): string {
  return reader.lines[reader.next] ?? ''
}

function invalid(reader: Reader, because: string): Invalid {
  return {kind: 'invalid', because, line: reader.lineOfFirst + reader.next}
}
