import {z} from 'zod'
import {parsePatch} from '../patch/parse-patch.ts'
import description from './apply-patch.md'
import {planPatchCall} from './plan-patch-call.ts'
import type {Tool} from './tool.ts'

const parameters = z.object({patch: z.string()})

/** Changes files by a patch envelope: planned in memory, written as a whole. */
export const applyPatchTool: Tool<z.infer<typeof parameters>> = {
  name: 'apply_patch',
  description,
  parameters,
  plan: (args, context) => planPatchCall(parsePatch(args.patch), {...context, folder: ''}),
}
