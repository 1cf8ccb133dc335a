import {createHash} from 'node:crypto'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {countLines} from '../../../src/patch/count-lines.ts'
import type {FileEffect, FileState, PatchTarget} from '../../../src/patch/file-effect.ts'
import {pathsOf} from '../../../src/patch/patch-section.ts'
import {planPatch} from '../../../src/patch/plan-patch.ts'
import type {PatchPlan} from '../../../src/patch/plan-patch.ts'
import {readPatch} from '../../../src/patch/read-patch.ts'
import {renderDiff} from '../../../src/patch/render-diff.ts'

const absent: FileState = {kind: 'absent'}

describe('a unified diff', () => {
  test('of git with every kind of file is planned like an envelope', () => {
    const diff = `From 0123 Mon Sep 17 00:00:00 2001
Subject: [PATCH] everything

---
 changed.txt | 2 +-

diff --git a/changed.txt b/changed.txt
index 1..2 100644
--- a/changed.txt
+++ b/changed.txt
@@ -1,2 +1,2 @@
 one
-two
+2
\\ No newline at end of file
diff --git a/new.sh b/new.sh
new file mode 100755
--- /dev/null
+++ b/new.sh
@@ -0,0 +1 @@
+echo
diff --git a/gone.txt b/gone.txt
deleted file mode 100644
--- a/gone.txt
+++ /dev/null
@@ -1 +0,0 @@
-gone
diff --git a/from.txt b/to.txt
similarity index 100%
rename from from.txt
rename to to.txt
diff --git a/mode.txt b/mode.txt
old mode 100644
new mode 100755
diff --git a/link b/link
new file mode 120000
--- /dev/null
+++ b/link
@@ -0,0 +1 @@
+to.txt
\\ No newline at end of file
-- 
2.39.5
`
    const files = {
      'changed.txt': file('one\ntwo\n'),
      'gone.txt': file('gone\n'),
      'from.txt': file('moved'),
      'mode.txt': file('m'),
    }

    expect(plan(diff, files)).toEqual({
      kind: 'planned',
      effects: [
        {path: 'changed.txt', before: files['changed.txt'], after: file('one\n2')},
        {path: 'new.sh', before: absent, after: file('echo\n', 0o755)},
        {path: 'gone.txt', before: files['gone.txt'], after: absent},
        {path: 'from.txt', before: files['from.txt'], after: absent},
        {path: 'to.txt', before: absent, after: file('moved')},
        {path: 'mode.txt', before: files['mode.txt'], after: file('m', 0o755)},
        {path: 'link', before: absent, after: {kind: 'link', target: 'to.txt'}},
      ],
      report:
        'Success. Updated the following files:\nA new.sh\nA link\nM changed.txt\nM to.txt\nM mode.txt\nD gone.txt',
    })
  })

  test.each([
    ['--- x.txt\n+++ x.txt\n', 'x.txt'],
    ['--- x.txt.orig\t2026-01-01\n+++ x.txt\t2026-01-02\n', 'x.txt'],
    ['--- a/x.txt\n+++ b/x.txt\n', 'x.txt'],
    ['diff --git i/x.txt w/x.txt\n--- i/x.txt\n+++ w/x.txt\n', 'x.txt'],
    ['--- a/x.txt\n+++ a/x.txt\n', 'a/x.txt'],
    ['--- i/x.txt\n+++ i/x.txt\n', 'i/x.txt'],
    ['diff --git "a/\\303\\274.txt" "b/\\303\\274.txt"\n--- "a/\\303\\274.txt"\n+++ "b/\\303\\274.txt"\n', 'ü.txt'],
  ])('%j names %s', (header, path) => {
    const parsed = readPatch(`${header}@@ -1 +1 @@\n-a\n+b\n`)

    expect(parsed).toMatchObject({kind: 'parsed', sections: [{kind: 'update', path}]})
  })

  test('that lost its carriage returns still keeps those of the file', () => {
    const diff = '--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n'

    expect(plan(diff, {x: file('one\r\ntwo\r\n')})).toMatchObject({effects: [{after: file('one\r\n2\r\n')}]})
  })

  test('whose lines have moved is applied where they are now', () => {
    const diff = '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n'

    expect(plan(diff, {x: file('0\n0\na\n')})).toMatchObject({effects: [{after: file('0\n0\nb\n')}]})
  })

  test.each([
    ['--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+new\n', 'the file already exists'],
    ['--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n', 'the file has more content than the patch deletes'],
    ['diff --git a/y b/x\nrename from y\nrename to x\n', 'the file already exists'],
    ['--- a/z\n+++ b/z\n@@ -1 +1 @@\n-a\n+b\n', 'there is no such file to update; "*** Add File" makes a new one'],
  ])('%j is refused: %s', (diff, because) => {
    const result = plan(diff, {x: file('a\nb\n'), y: file('y')})

    expect(result.kind === 'failed' && result.failures.map((failure) => failure.because)).toEqual([because])
  })

  test.each([
    ['hello', 'it is neither a "*** Begin Patch" envelope nor a unified diff', 1],
    ['diff --git a/x b/x\nindex 1..2\nGIT binary patch\n', 'the diff changes a binary file', 3],
    ['diff --git a/x b/x\nBinary files a/x and b/x differ\n', 'the diff changes a binary file', 2],
    ['--- a/x\n+++ b/x\n', 'the diff changes no file', 1],
    ['diff --git a/x b/x\nnew file mode 160000\n', 'the diff gives x the unknown mode 160000', 1],
  ])('%j cannot be read', (text, because, line) => {
    expect(readPatch(text)).toEqual({kind: 'invalid', because, line})
  })

  test('with wrong counts is invalid, and the line is named', () => {
    expect(readPatch('--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n-a\n+b\n')).toMatchObject({kind: 'invalid', line: 3})
  })

  test('that is garbage is a value', () => {
    const mark = fc.constantFrom(
      '--- a/x',
      '+++ b/x',
      '@@ -1 +1 @@',
      '-a',
      '+b',
      ' c',
      '\\ No newline at end of file',
      'diff --git a/x b/x',
      'rename from x',
      'new file mode 100644',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(mark, fc.string())), (lines) => {
        expect(['parsed', 'invalid']).toContain(readPatch(lines.join('\n')).kind)
      }),
    )
  })
})

describe('renderDiff', () => {
  test('what it renders is read back as the same effects', () => {
    fc.assert(
      fc.property(effectsOfTrees, (effects) => {
        const files = Object.fromEntries(effects.map((effect) => [effect.path, effect.before]))
        const changed = effects.filter((effect) => JSON.stringify(effect.before) !== JSON.stringify(effect.after))
        if (changed.length === 0) return

        expect(plan(renderDiff(changed), files)).toMatchObject({kind: 'planned', effects: changed})
      }),
      {numRuns: 200},
    )
  })

  test('binary files are named, with what is not shown', () => {
    const before = {kind: 'file', bytes: Uint8Array.of(0, 1), mode: 0o644} as const

    expect(renderDiff([{path: 'a.bin', before, after: absent}])).toBe(
      `Not shown: "a.bin", before: 2 bytes (sha256 ${sha256(before.bytes)}), after: none
diff --git a/a.bin b/a.bin
deleted file mode 100644
Binary files a/a.bin and /dev/null differ
`,
    )
  })

  test('a script made binary by one NUL is marked as executable, and other bytes give another diff', () => {
    const script = file('#!/bin/sh\necho evil\n#\0', 0o755)
    const other = file('#!/bin/sh\necho good\n#\0', 0o755)

    expect(renderDiff([{path: 'run.sh', before: absent, after: script}]))
      .toBe(`Not shown: "run.sh", before: none, after: 22 bytes, executable (sha256 ${sha256(script.bytes)})
diff --git a/run.sh b/run.sh
new file mode 100755
Binary files /dev/null and b/run.sh differ
`)
    expect(renderDiff([{path: 'run.sh', before: absent, after: other}])).toContain(sha256(other.bytes))
  })

  test('the name of a binary file makes no lines of its own', () => {
    const diff = renderDiff([{path: 'a\n+b', before: absent, after: file('\0')}])

    expect(diff.split('\n').filter((line) => line.startsWith('+'))).toEqual([])
  })

  test('a file that becomes a link is removed and added', () => {
    expect(renderDiff([{path: 'a', before: file('x\n'), after: {kind: 'link', target: 'b'}}])).toBe(`diff --git a/a b/a
deleted file mode 100644
--- a/a
+++ /dev/null
@@ -1,1 +0,0 @@
-x
diff --git a/a b/a
new file mode 120000
--- /dev/null
+++ b/a
@@ -0,0 +1,1 @@
+b
\\ No newline at end of file
`)
  })

  test('files without a line in common are shown as one replacement', () => {
    const before = Array.from({length: 3000}, (_, index) => `old ${index}\n`).join('')
    const after = Array.from({length: 3000}, (_, index) => `new ${index}\n`).join('')
    const effect = {path: 'a', before: file(before), after: file(after)}

    expect(renderDiff([effect])).toContain('@@ -1,3000 +1,3000 @@\n-old 0\n')
    expect(countLines(effect)).toEqual({addedLines: 3000, removedLines: 3000})
    expect(plan(renderDiff([effect]), {a: effect.before})).toMatchObject({effects: [effect]})
    expect(renderDiff([{...effect, before: absent}])).toContain('@@ -0,0 +1,3000 @@\n+new 0\n')
    expect(renderDiff([{...effect, after: file('')}])).toContain('@@ -1,3000 +0,0 @@\n-old 0\n')
  })

  test.each([
    [file('a\nb\n'), file('a\nc\nd\n'), {addedLines: 2, removedLines: 1}],
    [absent, file('a\nb'), {addedLines: 2, removedLines: 0}],
    [file('a\n'), absent, {addedLines: 0, removedLines: 1}],
    [file('\0'), file('a\n'), {addedLines: 0, removedLines: 0}],
    [file('a'), file('a', 0o755), {addedLines: 0, removedLines: 0}],
  ])('countLines, case %#', (before, after, expected) => {
    expect(countLines({path: 'a', before, after})).toEqual(expected)
  })
})

const text = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c', '', '--', '++ x', '\uFEFF', '\\'), fc.constantFrom('\n', '\r\n')))
  .chain((lines) => fc.boolean().map((isOpen) => join(lines, isOpen)))
const state = fc.oneof(
  fc.constant(absent),
  fc.tuple(text, fc.constantFrom(0o644, 0o755)).map(([content, mode]) => file(content, mode)),
)
const effectsOfTrees: fc.Arbitrary<readonly FileEffect[]> = fc.uniqueArray(
  fc.record({path: fc.constantFrom('f', 'd/g', 'with blank', 'ü', '"q"'), before: state, after: state}),
  {selector: (effect) => effect.path, minLength: 1},
)

function join(lines: readonly (readonly [string, string])[], isOpen: boolean): string {
  const all = lines.map(([line, ending]) => line + ending).join('')
  return isOpen ? all.replace(/\r?\n$/, '') : all
}

function plan(diff: string, files: Readonly<Record<string, FileState>>): PatchPlan {
  const parsed = readPatch(diff)
  if (parsed.kind === 'invalid') throw new Error(`${parsed.because} in ${diff}`)
  const targets = new Map<string, PatchTarget>(
    pathsOf(parsed.sections).map((path) => [path, {kind: 'target', path, entry: files[path] ?? absent}]),
  )
  return planPatch(parsed.sections, targets)
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function file(content: string, mode = 0o644): Extract<FileState, {readonly kind: 'file'}> {
  return {kind: 'file', bytes: new TextEncoder().encode(content), mode}
}
