import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import type {FileState, PatchTarget, TargetEntry} from '../../../src/patch/file-effect.ts'
import {parsePatch} from '../../../src/patch/parse-patch.ts'
import {pathsOf} from '../../../src/patch/patch-section.ts'
import {planPatch} from '../../../src/patch/plan-patch.ts'
import type {PatchPlan} from '../../../src/patch/plan-patch.ts'

describe('planPatch', () => {
  test('a move is an effect on each of its two paths, and keeps the mode', () => {
    const before = file('a\n', 0o755)

    const result = plan(['*** Update File: a', '*** Move to: b', '@@', '-a', '+b'], {a: before})

    expect(result).toEqual({
      kind: 'planned',
      effects: [
        {path: 'a', before, after: {kind: 'absent'}},
        {path: 'b', before: {kind: 'absent'}, after: file('b\n', 0o755)},
      ],
      report: 'Success. Updated the following files:\nM b',
    })
  })

  test('two sections for one path give one effect', () => {
    const before = file('a\n')

    const result = plan(['*** Delete File: a', '*** Add File: a', '+b'], {a: before})

    expect(result).toMatchObject({effects: [{path: 'a', before, after: file('b\n')}]})
  })

  test('the note on a hunk that fits nearly everywhere names the first places and counts the others', () => {
    const result = plan(['*** Update File: a', '@@', '-a', '+b'], {a: file('a\n'.repeat(100))})

    const places = '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 and 80 more'
    expect(result).toMatchObject({report: expect.stringContaining(`fits at lines ${places}; it was applied at line 1`)})
  })

  test('a patch of very many hunks for a long file is given up, and the report says so', () => {
    const hunks = Array.from({length: 5_000}, () => ['@@', '-b', '+c']).flat()

    const result = plan(['*** Update File: a', ...hunks], {a: file('a\n'.repeat(40_000))})

    expect(result).toMatchObject({
      kind: 'failed',
      report: expect.stringContaining(
        'The search was given up: the patch has too many hunks for so long a file. Send fewer at a time.',
      ),
    })
  })

  test.each([
    ['that are found', ['-a', '+b']],
    ['that are not found', ['-b', '+c']],
  ])('very many sections for one long file, with hunks %s, are given up as well', (_which, hunk) => {
    const sections = Array.from({length: 10_000}, () => ['*** Update File: a', '@@', ...hunk]).flat()

    const result = plan(sections, {a: file('a\n'.repeat(40_000))})

    expect(result).toMatchObject({kind: 'failed', report: expect.stringContaining('The search was given up')})
  })

  test('what changes nothing has no effect', () => {
    const result = plan(['*** Add File: a', '+a', '*** Add File: b', '+b', '*** Delete File: b'], {a: file('a\n')})

    expect(result).toMatchObject({kind: 'planned', effects: []})
  })

  test.each<[string, TargetEntry, string]>([
    ['a folder', {kind: 'directory'}, 'it is a folder'],
    ['a socket', {kind: 'special'}, 'it is not a regular file'],
    ['a link', {kind: 'link', target: 'b'}, 'it is a symbolic link'],
    ['a path through a link', {kind: 'through-link', link: 'x'}, 'the path passes through the symbolic link x'],
    ['a path below a file', {kind: 'below-file', file: 'x'}, 'x is a file, not a folder'],
  ])('%s is neither added, updated nor moved onto', (_name, entry, because) => {
    const failed = {kind: 'failed', failures: [{path: 't', because, missing: []}]}

    expect(plan(['*** Add File: t', '+x'], {t: entry})).toMatchObject(failed)
    expect(plan(['*** Update File: t', '@@', '-x'], {t: entry})).toMatchObject(failed)
    expect(plan(['*** Update File: s', '*** Move to: t', '@@', '-x'], {s: file('x\n'), t: entry})).toMatchObject(failed)
  })

  test('one bad section among good ones leaves no effect', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,3}$/)), fc.nat(), (names, at) => {
        const good = names.map((name) => [`*** Add File: ${name}`, '+x'])
        const lines = good.toSpliced(at % (good.length + 1), 0, ['*** Delete File: NONE'])

        expect(plan(lines.flat(), {})).toMatchObject({
          kind: 'failed',
          failures: [{path: 'NONE', because: 'there is no such file to delete', missing: []}],
        })
      }),
    )
  })

  test('a random edit of a random file gives exactly that file', () => {
    fc.assert(
      fc.property(randomEdit, ({before, after, patch}) => {
        const result = plan(['*** Update File: f', ...patch], {f: file(before)})

        expect(textAfter(result, before)).toBe(after)
      }),
      {numRuns: 300},
    )
  })

  test('random garbage is a value', () => {
    const line = fc.constantFrom(
      '*** Update File: f',
      '*** Add File: f',
      '@@',
      '@@ a',
      ' a',
      '-a',
      '+a',
      '',
      '*** End of File',
    )
    fc.assert(
      fc.property(fc.array(line), fc.uint8Array(), (lines, bytes) => {
        const parsed = parsePatch(['*** Begin Patch', ...lines, '*** End Patch'].join('\n'))
        if (parsed.kind === 'invalid') return

        const targets = targetsOf({f: {kind: 'file', bytes, mode: 0o644}}, pathsOf(parsed.sections))
        expect(['planned', 'failed']).toContain(planPatch(parsed.sections, targets).kind)
      }),
    )
  })
})

interface Edit {
  readonly before: string
  readonly after: string
  readonly patch: readonly string[]
}

/** Every line has its number, so that each hunk fits once; the endings, the mark and the last newline vary. */
const randomEdit: fc.Arbitrary<Edit> = fc
  .record({
    lines: fc.array(
      fc.record({
        text: fc.string({unit: 'grapheme', maxLength: 8}).map((text) => text.replaceAll(/[\r\n\uFEFF\0]/g, '')),
        ending: fc.constantFrom('\n', '\r\n'),
        edit: fc.constantFrom('keep', 'keep', 'remove', 'replace', 'add'),
      }),
      {minLength: 1, maxLength: 12},
    ),
    endsOpen: fc.boolean(),
    mark: fc.constantFrom('', '\uFEFF'),
    context: fc.nat({max: 3}),
  })
  .map(({lines, endsOpen, mark, context}) => {
    const numbered = lines.map((line, index) => ({...line, text: `${index}:${line.text}|`}))
    const preferred = endsOpen && lines.length === 1 ? '\n' : (lines[0]?.ending ?? '\n')
    const endingAt = (index: number): string =>
      endsOpen && index === lines.length - 1 ? '' : (lines[index]?.ending ?? '')
    const before = mark + numbered.map((line, index) => line.text + endingAt(index)).join('')
    const after = numbered.map((line, index) => {
      const own = line.text + (endingAt(index) || preferred)
      const added = `new ${line.text}${preferred}`
      return {keep: own, remove: '', replace: added, add: own + added}[line.edit]
    })

    const patch: string[] = []
    let last = -1
    for (const [index, line] of numbered.entries()) {
      if (line.edit === 'keep') continue
      const start = Math.max(index - context, last + 1, 0)
      patch.push('@@', ...numbered.slice(start, index).map((other) => ` ${other.text}`))
      patch.push(line.edit === 'add' ? ` ${line.text}` : `-${line.text}`)
      if (line.edit !== 'remove') patch.push(`+new ${line.text}`)
      last = index
    }
    return {before, after: mark + after.join(''), patch}
  })
  .filter(({patch}) => patch.length > 0)

function textAfter(result: PatchPlan, before: string): string {
  if (result.kind === 'failed') throw new Error(result.report)
  const after = result.effects[0]?.after
  if (after === undefined) return before
  return after.kind === 'file' ? new TextDecoder('utf-8', {ignoreBOM: true}).decode(after.bytes) : after.kind
}

function plan(lines: readonly string[], entries: Readonly<Record<string, TargetEntry>>): PatchPlan {
  const parsed = parsePatch(['*** Begin Patch', ...lines, '*** End Patch'].join('\n'))
  if (parsed.kind === 'invalid') throw new Error(parsed.because)
  return planPatch(parsed.sections, targetsOf(entries, pathsOf(parsed.sections)))
}

function targetsOf(
  entries: Readonly<Record<string, TargetEntry>>,
  paths: readonly string[],
): ReadonlyMap<string, PatchTarget> {
  return new Map(paths.map((path) => [path, {kind: 'target', path, entry: entries[path] ?? {kind: 'absent'}}]))
}

function file(text: string, mode = 0o644): FileState {
  return {kind: 'file', bytes: new TextEncoder().encode(text), mode}
}
