import {describe, expect, test} from 'vitest'
import {shellTool} from '../../../src/tools/shell.ts'
import type {ToolPlan} from '../../../src/tools/tool.ts'
import {file, memoryView} from './memory-view.ts'

const files = {'sub/a.txt': file('a\n'), out: {kind: 'link', target: '/etc'}} as const

describe('shell', () => {
  test('plans the exact line in the workspace root, with the default time-out', async () => {
    expect(await plan({command: 'echo  "a"\n'})).toEqual({
      kind: 'action',
      title: 'echo  "a"',
      action: {kind: 'command', line: 'echo  "a"\n', cwd: '/project', timeoutMs: 5000},
    })
  })

  test.each([
    ['sub', '/project/sub'],
    ['/project/sub', '/project/sub'],
    ['./sub/', '/project/sub'],
    ['sub/..', '/project'],
    ['/project', '/project'],
  ])('runs in %s', async (cwd, expected) => {
    expect(await plan({command: 'ls', cwd, timeout_ms: 10})).toEqual({
      kind: 'action',
      title: 'ls',
      action: {kind: 'command', line: 'ls', cwd: expected, timeoutMs: 10},
    })
  })

  test.each([
    [{command: ' \n'}, 'shell', 'Nothing was run: the command is empty.'],
    [{command: 'a\0b'}, 'shell', 'Nothing was run: the command contains a NUL.'],
    [{command: 'ls', cwd: '..'}, 'ls', 'Nothing was run: the folder .. is outside the workspace.'],
    [
      {command: 'ls', cwd: '/project-evil'},
      'ls',
      'Nothing was run: the folder /project-evil is outside the workspace.',
    ],
    [{command: 'ls', cwd: 'none'}, 'ls', 'Nothing was run: there is no folder none.'],
    [{command: 'ls', cwd: 'sub/a.txt'}, 'ls', 'Nothing was run: sub/a.txt is not a folder.'],
    [
      {command: 'ls', cwd: 'out'},
      'ls',
      'Nothing was run: the path out passes through a symbolic link; name the real folder.',
    ],
    [
      {command: 'ls', cwd: 'out/x'},
      'ls',
      'Nothing was run: the path out/x passes through a symbolic link; name the real folder.',
    ],
    [
      {command: 'apply_patch fix.diff'},
      'apply_patch fix.diff',
      'Nothing was run: apply_patch is a tool of its own, not a program; call it with the argument `patch`.',
    ],
  ])('%j is refused', async (args, title, output) => {
    expect(await plan(args)).toEqual({kind: 'answer', title, status: 'failed', output})
  })

  test('an endless time-out is cut to an hour', async () => {
    expect(await plan({command: 'ls', timeout_ms: 1e12})).toMatchObject({action: {timeoutMs: 3_600_000}})
  })

  test.each([
    ["apply_patch <<'EOF'", undefined, 'sub/a.txt'],
    ["cd sub && apply_patch <<'EOF'", undefined, 'a.txt'],
    ["apply_patch <<'EOF'", 'sub', 'a.txt'],
    ["cd .. && apply_patch <<'EOF'", 'sub', 'sub/a.txt'],
  ])('%j in %s is planned as the patch it carries', async (start, cwd, path) => {
    const patch = `*** Begin Patch\n*** Update File: ${path}\n@@\n-a\n+b\n*** End Patch`

    const planned = await plan({command: `${start}\n${patch}\nEOF\n`, ...(cwd === undefined ? {} : {cwd})})

    expect(planned).toMatchObject({
      kind: 'action',
      title: `M ${path}`,
      action: {
        kind: 'patch',
        effects: [{path: 'sub/a.txt', before: file('a\n'), after: file('b\n')}],
        report: `Success. Updated the following files:\nM ${path}`,
      },
    })
  })

  test('a patch in a folder outside the workspace is refused', async () => {
    const command = "cd /etc && apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: x\n+x\n*** End Patch\nEOF"

    expect(await plan({command})).toEqual({
      kind: 'answer',
      title: 'apply_patch',
      status: 'failed',
      output: 'Nothing was run: the folder /etc is outside the workspace.',
    })
  })
})

async function plan(args: {command: string; cwd?: string; timeout_ms?: number}): Promise<ToolPlan> {
  return shellTool.plan(args, {view: memoryView(files), defaultTimeoutMs: 5000, isHidden: () => false})
}
