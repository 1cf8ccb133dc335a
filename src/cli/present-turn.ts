import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import type {FlagValues, TurnEvent, TurnResult} from '@codex-host/plugin-api'
import {chooseRenderer, loadRenderer} from '../output/choose-renderer.ts'
import type {Terminal} from '../output/create-terminal.ts'
import {exitCodeOf} from './exit-code.ts'
import type {HostContext} from './host-context.ts'
import {outputFacts} from './open-terminal.ts'
import {redactEvents} from './redact-events.ts'

/** Shows a turn as the flags ask, and makes its outcome the exit code of the process. */
export async function presentTurn(
  events: AsyncIterable<TurnEvent>,
  {context, flags, terminal}: {context: HostContext; flags: FlagValues; terminal: Terminal},
): Promise<TurnResult> {
  const render = await loadRenderer(chooseRenderer(outputFacts(context, flags)))
  const outputFile = flags['output']
  const result = await render(redactEvents(events, context.secrets.screen()), {
    terminal,
    codeOnly: flags['code'] === true,
    answerIsData: flags['output-schema'] !== undefined,
    ...(typeof outputFile === 'string' ? {outputFile: path.resolve(context.cwd, outputFile)} : {}),
    writeFile: (file, text) => writeFile(file, text),
    exitCodeOf,
  })
  context.setExitCode(exitCodeOf(result))
  return result
}
