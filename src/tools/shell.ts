import path from 'node:path'
import {z} from 'zod'
import {parsePatch} from '../patch/parse-patch.ts'
import type {View} from '../workspace/view.ts'
import {toWorkspacePath} from '../workspace/workspace-path.ts'
import {planPatchCall} from './plan-patch-call.ts'
import description from './shell.md'
import type {Tool, ToolContext, ToolPlan} from './tool.ts'
import {unwrapApplyPatch} from './unwrap-apply-patch.ts'

const parameters = z.object({
  command: z.string(),
  cwd: z.string().optional(),
  timeout_ms: z.number().positive().optional(),
})

type ShellArguments = z.infer<typeof parameters>

/** Longer waits are cut to this; a turn has its own limit besides. */
const longestTimeoutMs = 3_600_000

/** Runs one line of bash in the sandbox. */
export const shellTool: Tool<ShellArguments> = {
  name: 'shell',
  description,
  parameters,
  plan: planShellCall,
}

async function planShellCall(args: ShellArguments, context: ToolContext): Promise<ToolPlan> {
  const title = args.command.trim()
  if (title === '') return refusal('shell', 'the command is empty')
  if (title.includes('\0')) return refusal('shell', 'the command contains a NUL')
  const folder = await resolveFolder(args.cwd ?? '.', '', context.view)
  if (folder.kind === 'refused') return refusal(title, folder.because)

  const unwrapped = unwrapApplyPatch(args.command)
  switch (unwrapped.kind) {
    case 'unclear':
      return refusal(title, 'apply_patch is a tool of its own, not a program; call it with the argument `patch`')
    case 'patch': {
      const base = await resolveFolder(unwrapped.folder ?? '.', folder.path, context.view)
      if (base.kind === 'refused') return refusal('apply_patch', base.because)
      return planPatchCall(parsePatch(unwrapped.patch), {...context, folder: base.path})
    }
    case 'command': {
      const timeoutMs = Math.min(Math.ceil(args.timeout_ms ?? context.defaultTimeoutMs), longestTimeoutMs)
      const cwd = path.join(context.view.root, folder.path)
      return {kind: 'action', title, action: {kind: 'command', line: args.command, cwd, timeoutMs}}
    }
  }
}

type ResolvedFolder =
  /** Relative to the workspace root; '' is the root itself. */
  {readonly kind: 'folder'; readonly path: string} | {readonly kind: 'refused'; readonly because: string}

async function resolveFolder(name: string, base: string, view: View): Promise<ResolvedFolder> {
  const absolute = path.resolve(view.root, base, name)
  if (absolute === view.root) return {kind: 'folder', path: ''}
  const folder = toWorkspacePath(view.root, absolute)
  if (folder === undefined) return {kind: 'refused', because: `the folder ${name} is outside the workspace`}

  const entry = await view.read(folder)
  switch (entry.kind) {
    case 'directory':
      return {kind: 'folder', path: folder}
    case 'absent':
      return {kind: 'refused', because: `there is no folder ${folder}`}
    case 'link':
    case 'through-link':
      return {kind: 'refused', because: `the path ${folder} passes through a symbolic link; name the real folder`}
    case 'file':
    case 'special':
      return {kind: 'refused', because: `${folder} is not a folder`}
  }
}

function refusal(title: string, because: string): ToolPlan {
  return {kind: 'answer', title, status: 'failed', output: `Nothing was run: ${because}.`}
}
