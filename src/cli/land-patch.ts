import path from 'node:path'
import {CodexError, type FlagValues} from '@codex-host/plugin-api'
import {assess} from '../approval/assess.ts'
import {createApprover} from '../approval/create-approver.ts'
import {isSomebodyThere} from '../output/choose-renderer.ts'
import {readPatch} from '../patch/read-patch.ts'
import {planPatchCall} from '../tools/plan-patch-call.ts'
import type {ChangeSet, FileEffect} from '../workspace/change-set.ts'
import type {ChangeStore} from '../workspace/change-store.ts'
import {createView} from '../workspace/create-view.ts'
import {leadsOut} from '../workspace/leads-out.ts'
import type {View} from '../workspace/view.ts'
import {askUserOn} from './ask-user.ts'
import type {HostContext} from './host-context.ts'
import {openTerminal, outputFacts} from './open-terminal.ts'
import type {Setup} from './resolve-setup.ts'
import {withNeedsAnswer} from './with-needs-answer.ts'
import {escapeLines} from '../output/escape-controls.ts'

interface Landing {
  readonly context: HostContext
  readonly flags: FlagValues
  readonly changes: ChangeStore
  readonly setup: Setup
}

/**
 * Plans a patch of the user against the working folder, asks what the approval mode asks, and gives back the id of the
 * change set to settle; undefined when there is nothing to do.
 * @throws CodexError with exit code 8 when the patch does not fit, 7 when it was not approved.
 */
export async function landPatch(patchText: string, landing: Landing): Promise<string | undefined> {
  const plan = await planPatchCall(readPatch(patchText), {
    view: patchedView(landing),
    folder: '',
    isHidden: () => false,
  })
  if (plan.kind === 'answer') {
    if (plan.status === 'failed') throw patchFailed(plan.output)
    landing.context.stderr.write(`${escapeLines(plan.output)}\n`)
    return undefined
  }
  if (plan.action.kind !== 'patch') throw new Error('A patch was planned as something else.')

  const {effects, diff} = plan.action
  refuseLinksOut(effects, landing.setup.root)
  const changeSet = await patchedView(landing, effects).changes(AbortSignal.timeout(60_000))
  await landing.changes.save(changeSet)
  await approve({changeSet, diff}, landing)
  return changeSet.id
}

/** The user's tree as a view that reads; what a patch changes becomes its change set without being written. */
function patchedView({setup, context}: Landing, effects: readonly FileEffect[] = []): View {
  return createView({
    root: setup.root,
    source: {kind: 'directory', path: setup.root},
    method: 'copy',
    viewRoot: setup.root,
    collect: async () => ({effects, ignoredFiles: 0, changedMeanwhile: [], leftOut: []}),
    close: async () => {},
    now: context.now,
    random: Math.random,
  })
}

async function approve(
  {changeSet, diff}: {changeSet: ChangeSet; diff: string},
  {context, flags, setup}: Landing,
): Promise<void> {
  const {approvalMode, rules} = setup.loaded.config
  const action = withNeedsAnswer({kind: 'change-set', effects: changeSet.effects})
  const strict = setup.writable !== undefined && {writable: setup.writable}
  const assessment = assess({action, mode: approvalMode, isolation: 'copy', isSandboxed: true, rules, ...strict})
  if (assessment.kind === 'allow') return
  if (assessment.kind === 'deny') throw notApproved(changeSet.id, assessment.because)

  const askUser = isSomebodyThere(outputFacts(context, flags)) ? askUserOn(openTerminal(context, flags)) : undefined
  const approver = createApprover({
    ...(askUser === undefined ? {} : {askUser}),
    isSandboxed: true,
    configPath: path.join(setup.codexHome, 'config.yaml'),
  })
  const paths = changeSet.effects.map((effect) => effect.path)
  const {decision} = await approver.ask({kind: 'change-set', diff, paths, assessment}, new AbortController().signal)
  if (decision.kind === 'no') throw notApproved(changeSet.id, decision.because)
  if (decision.kind === 'stop') throw notApproved(changeSet.id, 'It was stopped.')
}

/** A turn cannot make such a link either: whoever writes to it later would write outside. */
function refuseLinksOut(effects: readonly FileEffect[], root: string): void {
  for (const {path: inside, after} of effects) {
    if (after.kind !== 'link' || !leadsOut(root, inside, after.target)) continue
    throw patchFailed(
      `The patch was not applied, and no file was changed: ${inside} would be a link that leads out of the workspace.`,
    )
  }
}

function patchFailed(report: string): CodexError {
  return new CodexError(report.trim(), {code: 'PATCH_FAILED', exitCode: 8})
}

function notApproved(id: string, because: string): CodexError {
  return new CodexError(
    `The patch was not applied, and no file was changed: ${because === '' ? 'the answer was no' : because}`,
    {
      code: 'NOT_APPROVED',
      exitCode: 7,
      suggestions: [`It is kept: \`codex apply ${id}\` lands it.`],
    },
  )
}
