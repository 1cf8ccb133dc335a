import type {FlagValues} from '@codex-host/plugin-api'
import type {ModelClient} from '../../model/model-client.ts'
import type {RuntimeParts} from '../../runtime/runtime-parts.ts'
import type {SessionLine} from '../../store/session-record.ts'
import {reportBug} from '../bug-log.ts'
import {composeRuntime} from '../compose-runtime.ts'
import {homeFolders} from '../home-folders.ts'
import type {HostContext} from '../host-context.ts'
import {turnAssessments} from '../turn-assessments.ts'
import {createTurnSecrets} from '../turn-secrets.ts'
import {replaySetup, type ReplayPlaces} from './replay-setup.ts'

export interface ReplayPartsOptions {
  readonly session: SessionLine
  readonly context: Pick<HostContext, 'env' | 'now' | 'onExit' | 'plugins'>
  readonly flags: FlagValues
  readonly places: ReplayPlaces
  readonly model: ModelClient
}

/**
 * The real parts of a runtime, on the copy, under the terms of the record. Its clock shows the time of then.
 * @throws CodexError with exit code 6 when no sandbox works.
 */
export async function replayParts(options: ReplayPartsOptions, signal: AbortSignal): Promise<RuntimeParts> {
  const {session, context, flags, places, model} = options
  const {settings} = session
  const begunAtMs = context.now()
  const now = (): number => session.started_at_ms + (context.now() - begunAtMs)
  const setup = await replaySetup(session, {context, flags, places})
  const secrets = createTurnSecrets(context)
  const {copyOf: _, ...parts} = await composeRuntime(
    {context: {...context, cwd: setup.cwd, now}, setup, flags: {}, model, secrets},
    signal,
  )
  const isSandboxed = settings.is_sandboxed

  return {
    ...parts,
    // Written by the same types; the shape that matters was checked when the record was read.
    ...(settings.runtime as unknown as Pick<RuntimeParts, 'settings' | 'figures' | 'budgets' | 'commandTimeoutMs'>),
    ...turnAssessments(setup, {isSandboxed}),
    sandbox: {
      ...parts.sandbox,
      isSandboxed,
      // The model is told of the hosts of then; commands reach none.
      ...(settings.hosts !== undefined && {network: {hosts: settings.hosts, grant: () => {}}}),
    },
    os: settings.os,
    // As the model was told then, whatever this machine does.
    ...(session.shown_at !== undefined && {copyOf: session.root}),
    notices: [],
    newId: () => session.id,
    reportBug: (error) =>
      reportBug(error, {
        codexHome: homeFolders(context).codexHome,
        nowMs: context.now(),
        redactor: secrets.redactor(),
      }),
  }
}
