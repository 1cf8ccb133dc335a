import {Command, Flags} from '@oclif/core'
import {CodexError} from './errors.ts'
import type {Host} from './host.ts'

const hostKey = Symbol.for('codex.host')

/** The contract this package describes. A host with the same major serves it. */
export const contractVersion = '1.0.0'

/** Flags that mean the same for every verb that only reads. The host reads their values; a verb passes them on. */
export const readingFlags = {
  model: Flags.string({char: 'm', description: 'Model to ask.', helpGroup: 'MODEL'}),
  provider: Flags.string({char: 'p', description: 'Provider that hosts the model.', helpGroup: 'MODEL'}),
  temperature: Flags.string({description: 'Sampling temperature, 0 to 2.', helpGroup: 'MODEL'}),
  'max-output-tokens': Flags.integer({description: 'Most tokens of one answer.', min: 1, helpGroup: 'MODEL'}),
  stop: Flags.string({
    description: 'Text at which the model stops. May be given several times.',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'MODEL',
  }),
  stream: Flags.boolean({
    description: 'Receive answers piece by piece.',
    allowNo: true,
    helpGroup: 'MODEL',
  }),
  cache: Flags.option({options: ['on', 'off', 'refresh', 'only'] as const})({
    description: 'Use answers of the last 24 hours again, ask anew, or never ask.',
    helpGroup: 'MODEL',
  }),
  reasoning: Flags.option({options: ['low', 'medium', 'high'] as const})({
    description: 'Reasoning effort.',
    helpGroup: 'MODEL',
  }),
  cwd: Flags.string({char: 'C', description: 'Folder to work in.'}),
  'max-steps': Flags.integer({description: 'Most model requests.', min: 1, helpGroup: 'BUDGET'}),
  'max-tokens': Flags.integer({description: 'Most tokens, in and out.', min: 1, helpGroup: 'BUDGET'}),
  'max-cost': Flags.string({description: 'Most USD to spend.', helpGroup: 'BUDGET'}),
  'max-time': Flags.string({description: 'Longest time, such as 90s or 10m.', helpGroup: 'BUDGET'}),
  output: Flags.string({char: 'o', description: 'Also write the answer to this file.', helpGroup: 'OUTPUT'}),
  quiet: Flags.boolean({char: 'q', description: 'Nothing but the answer and errors.', helpGroup: 'OUTPUT'}),
  json: Flags.boolean({description: 'One JSON object on stdout.', exclusive: ['jsonl'], helpGroup: 'OUTPUT'}),
  jsonl: Flags.boolean({
    description: 'The events on stdout, one JSON object a line.',
    helpGroup: 'OUTPUT',
  }),
  'no-color': Flags.boolean({description: 'No colour.', helpGroup: 'OUTPUT'}),
}

/** Those of every verb that runs a turn: these flags and more. */
export const sharedFlags = {
  ...readingFlags,
  'approval-mode': Flags.option({char: 'a', options: ['suggest', 'auto-edit', 'full-auto'] as const})({
    description: 'What may happen without a question.',
    helpGroup: 'SAFETY',
  }),
  sandbox: Flags.string({
    description: 'Sandbox backend: bubblewrap, namespaces, none, or one of a plugin.',
    helpGroup: 'SAFETY',
  }),
  isolation: Flags.option({options: ['copy', 'in-place'] as const})({
    description: 'Work in a copy of the workspace, or in the workspace itself.',
    helpGroup: 'SAFETY',
  }),
  writable: Flags.string({
    description: 'Only this folder of the workspace may be written; may be repeated.',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'SAFETY',
  }),
  'allow-host': Flags.string({
    description: 'Host that commands may reach: HOST for HTTPS, HOST:PORT for another port; may be repeated.',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'SAFETY',
  }),
  degrade: Flags.string({
    description: 'Accept a backend without this protection, such as kill-tree; may be repeated.',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'SAFETY',
  }),
  trust: Flags.boolean({
    description: "Trust the project's configuration as it is now, and remember that.",
    helpGroup: 'SAFETY',
  }),
  verify: Flags.string({description: 'Command that must pass at the end, or off.'}),
  resume: Flags.string({
    description: 'Go on with a recorded session: the beginning of its id, or last for the newest of the workspace.',
    helpValue: 'ID',
    helpGroup: 'SESSION',
  }),
  fork: Flags.boolean({
    description: 'With --resume: begin a new session with what was said in it, and leave it as it is.',
    dependsOn: ['resume'],
    helpGroup: 'SESSION',
  }),
  'max-iterations': Flags.integer({description: 'Most verify rounds.', min: 1, helpGroup: 'BUDGET'}),
  code: Flags.boolean({
    description: 'Print only the code of the answer.',
    exclusive: ['json', 'jsonl'],
    helpGroup: 'OUTPUT',
  }),
}

/** A verb: parses its input, asks the host for a runtime, passes the stream on. */
export abstract class CodexCommand extends Command {
  static override baseFlags = sharedFlags

  /** @throws CodexError when the program that loaded this command is not a codex that serves this contract. */
  protected get host(): Host {
    return hostOf(this)
  }
}

/** A verb that asks a model and runs no commands. */
export abstract class ReadingCommand extends Command {
  static override baseFlags = readingFlags

  /** @throws CodexError when the program that loaded this command is not a codex that serves this contract. */
  protected get host(): Host {
    return hostOf(this)
  }
}

function hostOf({id}: Command): Host {
  const host = (globalThis as {[hostKey]?: Host})[hostKey]
  if (host === undefined) {
    throw new CodexError(`The command "${id}" was not started by codex, so it did nothing.`, {
      code: 'NO_HOST',
      exitCode: 11,
      suggestions: ['Install the plugin with `codex plugins install` and run it through codex.'],
    })
  }
  if (host.contract.split('.')[0] !== contractVersion.split('.')[0]) {
    throw new CodexError(
      `The command "${id}" was built for plugin API ${contractVersion}; this codex provides ${host.contract}.`,
      {code: 'CONTRACT_MISMATCH', exitCode: 11, suggestions: ['Update the plugin or codex.']},
    )
  }
  return host
}
