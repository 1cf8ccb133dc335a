import {z} from 'zod'

export const assessment = z.object({
  kind: z.enum(['allow', 'ask', 'deny']),
  because: z.string(),
  rule: z.string().exactOptional(),
})

export const decision = z.discriminatedUnion('kind', [
  z.object({kind: z.literal('yes')}),
  z.object({kind: z.literal('yes-for-session')}),
  z.object({kind: z.literal('yes-edited'), line: z.string()}),
  z.object({kind: z.literal('no'), because: z.string()}),
  z.object({kind: z.literal('stop')}),
])

export const usage = z.object({
  inputTokens: z.number(),
  cachedInputTokens: z.number(),
  outputTokens: z.number(),
  reasoningTokens: z.number(),
})

export const cost = z.object({costUsd: z.number().exactOptional(), providerSavedUsd: z.number().exactOptional()})

export const cacheHit = z.object({savedUsage: usage, savedUsd: z.number().exactOptional()})

export const fileSummary = z.object({
  path: z.string(),
  kind: z.enum(['add', 'modify', 'delete']),
  addedLines: z.number(),
  removedLines: z.number(),
  runsLater: z.string().exactOptional(),
})

const fileConflict = z.object({
  path: z.string(),
  because: z.string(),
  expected: z.string().exactOptional(),
  found: z.string(),
  wanted: z.string(),
  diff: z.string().exactOptional(),
})

const offeredRef = z.object({ref: z.string(), branch: z.string(), commit: z.string(), newCommits: z.number()})

export const changeSetSummary = z.object({
  id: z.string(),
  status: z.enum(['landed', 'pending', 'conflict']),
  because: z.string().exactOptional(),
  files: z.array(fileSummary),
  ignoredFiles: z.number(),
  diff: z.string(),
  conflicts: z.array(fileConflict).exactOptional(),
  commits: z.array(offeredRef).exactOptional(),
  commitsKept: z.string().exactOptional(),
})

const commandEnd = z.discriminatedUnion('kind', [
  z.object({kind: z.literal('exited'), exitCode: z.number()}),
  z.object({kind: z.literal('signalled'), signal: z.string()}),
  z.object({kind: z.literal('timed-out')}),
  z.object({kind: z.literal('cancelled')}),
])

export const verifyReport = z.object({
  command: z.string(),
  passed: z.boolean(),
  end: commandEnd,
  output: z.string(),
  durationMs: z.number(),
})

export const turnTerms = z.object({
  turnId: z.string(),
  model: z.string(),
  provider: z.string(),
  approvalMode: z.enum(['suggest', 'auto-edit', 'full-auto']),
  sandbox: z.string(),
  isolation: z.string(),
  cwd: z.string(),
})

export const notice = z.object({code: z.string(), text: z.string()})

const errorSummary = z.object({code: z.string(), message: z.string(), suggestions: z.array(z.string())})

const outcome = z.enum([
  'interrupted',
  'terminated',
  'usage',
  'configuration',
  'credentials',
  'untrusted',
  'sandbox-unavailable',
  'plugin-failed',
  'model-failed',
  'model-silent',
  'not-applied',
  'budget-ended',
  'tests-fail',
  'denied',
  'bug',
])

export const turnResult = cost.extend({
  terms: turnTerms.exactOptional(),
  notices: z.array(notice),
  answer: z.string(),
  outcomes: z.array(outcome),
  errors: z.array(errorSummary),
  denials: z.array(z.string()),
  steps: z.number(),
  usage,
  cacheHits: cacheHit.extend({count: z.number()}).exactOptional(),
  changeSet: changeSetSummary.exactOptional(),
  verify: verifyReport.exactOptional(),
  durationMs: z.number(),
})
