import {CodexError} from '@codex-host/plugin-api'

export function mistyped({word, suggestion}: {word: string; suggestion: string}): CodexError {
  return new CodexError(`There is no command "${word}", and nothing was sent to a model.`, {
    code: 'UNKNOWN_COMMAND',
    exitCode: 2,
    suggestions: [`Did you mean \`codex ${suggestion}\`?`, `As a prompt: codex prompt "${word} …"`],
  })
}

export function notInThisVersion({word}: {word: string}): CodexError {
  return new CodexError(`The command "${word}" is not part of this version, and nothing was sent to a model.`, {
    code: 'UNKNOWN_COMMAND',
    exitCode: 2,
    suggestions: ['`codex --help` lists the commands.', `As a prompt: codex prompt "${word} …"`],
  })
}
