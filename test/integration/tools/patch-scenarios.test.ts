import {existsSync, readdirSync, readFileSync} from 'node:fs'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {expect, test} from 'vitest'
import {applyPatchTool} from '../../../src/tools/apply-patch.ts'
import type {FileState} from '../../../src/patch/file-effect.ts'
import {memoryView} from '../../unit/tools/memory-view.ts'

const scenarios = fileURLToPath(new URL('../../fixtures/patch/', import.meta.url))
const names = readdirSync(scenarios, {withFileTypes: true}).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
)

test.each(names)('%s', async (name) => {
  const folder = path.join(scenarios, name)
  const input = readTree(path.join(folder, 'input'))
  const patch = readFileSync(path.join(folder, 'patch.txt'), 'utf8')

  const plan = await applyPatchTool.plan(
    {patch},
    {view: memoryView(input), defaultTimeoutMs: 1000, isHidden: () => false},
  )

  const report = readFileSync(path.join(folder, 'report.txt'), 'utf8').trimEnd()
  if (name.startsWith('refused-')) {
    expect({kind: plan.kind, ...(plan.kind === 'answer' ? {status: plan.status, report: plan.output} : {})}).toEqual({
      kind: 'answer',
      status: 'failed',
      report,
    })
    return
  }
  if (plan.kind !== 'action' || plan.action.kind !== 'patch') throw new Error(`not planned: ${JSON.stringify(plan)}`)
  expect({tree: textOf(applied(input, plan.action.effects)), report: plan.action.report}).toEqual({
    tree: textOf(readTree(path.join(folder, 'expected'))),
    report,
  })
})

test('there are scenarios', () => {
  expect(names.length).toBeGreaterThan(40)
})

type Tree = Readonly<Record<string, FileState>>

function readTree(folder: string): Tree {
  if (!existsSync(folder)) return {}
  const files = readdirSync(folder, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile())
  return Object.fromEntries(
    files.map((entry) => {
      const full = path.join(entry.parentPath, entry.name)
      return [path.relative(folder, full), {kind: 'file', bytes: readFileSync(full), mode: 0o644}]
    }),
  )
}

function applied(input: Tree, effects: readonly {readonly path: string; readonly after: FileState}[]): Tree {
  return {...input, ...Object.fromEntries(effects.map((effect) => [effect.path, effect.after]))}
}

/** Bytes as one character each, so that a difference in line endings is readable. */
function textOf(tree: Tree): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, state]) =>
      state.kind === 'file' ? [[name, Buffer.from(state.bytes).toString('latin1')]] : [],
    ),
  )
}
