import {mkdtemp, realpath} from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import {CodexError, type FlagValues} from '@codex-host/plugin-api'
import {createRuntime} from '../../runtime/create-runtime.ts'
import type {RuntimeParts} from '../../runtime/runtime-parts.ts'
import {createRedactor} from '../../store/create-redactor.ts'
import type {SessionRecord} from '../../store/session-record.ts'
import type {ChangeStore} from '../../workspace/change-store.ts'
import {isAtOrBelow} from '../../workspace/is-at-or-below.ts'
import {removeWorkFolder} from '../../workspace/work-folder.ts'
import type {HostContext} from '../host-context.ts'
import {recordedEnd} from './recorded-end.ts'
import {exchangesOf} from './exchanges.ts'
import {mapPaths, type PathMap, samePaths} from './path-map.ts'
import {createReferee, type Referee} from './referee.ts'
import {createReplayApprover} from './replay-approver.ts'
import {createReplayModel} from './replay-model.ts'
import {replayParts} from './replay-parts.ts'
import type {ReplayReport} from './replay-report.ts'
import {restoreWorkspace, type RestoredWorkspace} from './restore-workspace.ts'
import {isBorder, watchEvents} from './watch-events.ts'

export interface ReplayOptions {
  readonly record: SessionRecord
  readonly context: Pick<HostContext, 'env' | 'now' | 'onExit' | 'plugins'>
  readonly flags: FlagValues
  /** The change sets of this machine; absent for a record from a file: then nothing of this machine's files is used. */
  readonly changes?: ChangeStore
}

/**
 * Plays a record against a copy of the workspace as it was: the real runtime, sandbox and tools, with the answers and
 * decisions of then. Nothing is sent, and nothing is written but in a folder of its own.
 * @throws CodexError with exit code 2 for a record that cannot be played, 6 when no sandbox works.
 */
export async function replayRecord(options: ReplayOptions, signal: AbortSignal): Promise<ReplayReport> {
  checkPlaces(options.record)
  checkTurn(options.record)
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'codex-replay-')))
  try {
    const workspace = await restoreWorkspace({...options, folder}, signal)
    const shownAt = await visiblePath(options, {folder, workspace}, signal)
    return await play(options, {folder, workspace, shownAt}, signal)
  } finally {
    await removeWorkFolder(folder)
  }
}

/** Of a later turn the conversation before it is part of the request, and another record has it. */
function checkTurn({session: {id, turn}}: SessionRecord): void {
  if (turn === 1) return
  throw new CodexError(`The session ${id} is turn ${turn} of a conversation, so it cannot be replayed by itself.`, {
    code: 'REPLAY_LATER_TURN',
    exitCode: 2,
    suggestions: ['`codex replay --list` names the latest sessions; the first turn of a conversation can be replayed.'],
  })
}

function checkPlaces({session: {root, cwd, shown_at: shown = root}}: SessionRecord): void {
  const isPlain = [root, shown].every((place) => path.isAbsolute(place) && path.normalize(place) === place)
  if (isPlain && isAtOrBelow(root, cwd)) return
  throw new CodexError(`The record names ${JSON.stringify(root)} as its workspace, so nothing was replayed.`, {
    code: 'RECORD_UNREADABLE',
    exitCode: 2,
  })
}

interface Stage {
  readonly folder: string
  readonly workspace: RestoredWorkspace
  readonly shownAt: string
}

/** The recorded path, unless the sandbox of this machine cannot show the workspace there. */
async function visiblePath(
  options: ReplayOptions,
  {folder, workspace}: Omit<Stage, 'shownAt'>,
  signal: AbortSignal,
): Promise<string> {
  const places = {folder, root: workspace.root, shownAt: recordedPath(options.record), viewFolder: viewIn(folder)}
  const parts = await replayParts({...options, session: options.record.session, places, model: silentModel}, signal)
  const view = await parts.openView(signal)
  try {
    const line = {line: 'true', cwd: parts.root, timeoutMs: 30_000}
    const outcome = await parts.sandbox.runnerFor(view)(line, 'read', signal)
    return outcome.kind === 'finished' ? parts.root : workspace.root
  } finally {
    await view.close()
  }
}

function recordedPath({session}: SessionRecord): string {
  return session.shown_at ?? session.root
}

function viewIn(folder: string): string {
  return path.join(folder, 'view')
}

const silentModel: RuntimeParts['model'] = {
  stream() {
    throw new Error('The model must not be asked before the replay begins.')
  },
}

async function play(
  options: ReplayOptions,
  {folder, workspace, shownAt}: Stage,
  signal: AbortSignal,
): Promise<ReplayReport> {
  const {record} = options
  const {session, lines} = record
  const end = recordedEnd(record)
  const referee = createReferee()
  const redactor = createRedactor([])
  const recorded = recordedPath(record)
  const paths: PathMap = shownAt === recorded ? samePaths : mapPaths({recorded, here: shownAt})
  const shared = {isCutOff: end.isCutOff, referee, redact: redactor.json, paths}
  const model = createReplayModel({...shared, exchanges: exchangesOf(record)})
  const watch = watchEvents({...shared, end})
  const places = {folder, root: workspace.root, shownAt, viewFolder: viewIn(folder)}
  const parts = await replayParts({...options, session, places, model}, signal)
  const window = lines.findLast((line) => line.kind === 'window')
  const runtime = createRuntime({
    ...parts,
    ...(window !== undefined && {servedWindow: () => window.tokens}),
    approver: createReplayApprover({...shared, lines, step: watch.step}),
    messages: () => addedMessages(lines, watch.borders()),
  })

  const stop = AbortSignal.any([signal, referee.signal])
  for await (const event of runtime.runTurn(session.request, stop)) watch.see(event)
  signal.throwIfAborted()
  finish(referee, {remaining: model.remaining(), step: watch.step()})
  return {session: session.id, ...watch.counts(), ...referee.verdict(), notes: workspace.notes}
}

/** What the user said behind the step or the checks of this number. */
function addedMessages(lines: SessionRecord['lines'], border: number): readonly string[] {
  const events = lines.flatMap((line) => (line.kind === 'event' ? [line.event] : []))
  const bordersBefore = (index: number) => events.slice(0, index).filter(isBorder).length
  return events.flatMap((event, index) =>
    event.type === 'message.added' && bordersBefore(index) === border ? [event.text] : [],
  )
}

function finish(referee: Referee, {remaining, step}: {remaining: number; step: number}): void {
  if (remaining === 0) return
  const expected = `${remaining} more ${remaining === 1 ? 'request' : 'requests'}`
  referee.diverge({step, what: 'the turn ended before its record did', expected, actual: 'the end of the turn'})
}
