import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {stripVTControlCharacters} from 'node:util'
import type {ErrorSummary, FlagValues, Notice, Screen, VerbEnd, VerbOutput} from '@codex-host/plugin-api'
import {wantsColor} from '../../output/create-style.ts'
import type {Terminal} from '../../output/create-terminal.ts'
import {outputNotWritten} from '../../output/deliver-answer.ts'
import {formatError} from '../../output/error-text.ts'
import {escapeLine, escapeLines} from '../../output/escape-controls.ts'
import {jsonLine} from '../../output/json-line.ts'
import {summariseVerb, verbResult} from '../../output/verb-result.ts'
import {wrapText} from '../../output/wrap-text.ts'
import {exitCodeOf} from '../exit-code.ts'
import type {HostContext} from '../host-context.ts'
import type {VerbAccount} from './verb-account.ts'
import {withoutSecrets} from './without-secrets.ts'

interface OutputParts {
  readonly context: HostContext
  readonly flags: FlagValues
  readonly terminal: Terminal
  readonly account: VerbAccount
}

/** The output of a verb that is no turn, under the same rules as that of a turn. */
export function openVerbOutput({context, flags, terminal, account}: OutputParts): VerbOutput {
  const format = flags['json'] === true ? 'json' : flags['jsonl'] === true ? 'jsonl' : 'text'
  const isQuiet = flags['quiet'] === true
  const screen = format === 'text' && terminal.answerIsOnScreen ? screenOf(context, flags, terminal) : undefined
  const written: string[] = []
  const notices = new Map<string, Notice>()
  const startMs = context.now()

  async function send(text: string): Promise<void> {
    terminal.writeAnswer(text)
    await drained(context.stdout)
  }

  const said = withoutSecrets(context.secrets, async (text, kind) => {
    const shown = kind === 'prose' ? escapeLines(text) : text
    written.push(kind === 'styled' ? stripVTControlCharacters(shown) : shown)
    if (format === 'text') await send(kind === 'exact' && screen !== undefined ? escapeLines(shown) : shown)
  })

  return {
    format,
    ...(screen !== undefined && {screen}),
    write: said.write,
    async writeEvent(event) {
      if (format === 'jsonl') await send(jsonLine(said.json(event)))
    },
    escape: escapeLines,
    notice(given) {
      const notice = said.json(given)
      const key = `${notice.code} ${notice.text}`
      if (notices.has(key)) return
      notices.set(key, notice)
      if (!isQuiet) terminal.writeLines(wrapText(escapeLine(notice.text), terminal.columns(), '  '))
    },
    progress: (line) => terminal.setStatus(isQuiet || line === undefined ? undefined : escapeLine(said.json(line))),
    async end(given) {
      terminal.setStatus(undefined)
      await said.flush()
      const end = await withOutputFile(said.json(given), {context, flags, text: written.join('')})
      const exitCode = exitCodeOf(end)
      const facts = {end, account: account.model(), notices: [...notices.values()], durationMs: context.now() - startMs}
      if (format === 'json') await send(jsonLine(said.json({version: 1, exit_code: exitCode, ...verbResult(facts)})))
      if (format === 'jsonl') {
        await send(jsonLine(said.json({type: 'verb.end', exit_code: exitCode, result: verbResult(facts)})))
      }
      const look = {style: terminal.style, columns: terminal.columns()}
      const summary = isQuiet ? '' : summariseVerb(facts, look)
      if (summary !== '') terminal.writeLines(summary)
      for (const error of end.errors) terminal.writeLines(formatError(error, look))
      context.setExitCode(exitCode)
    },
  }
}

function screenOf({env}: HostContext, flags: FlagValues, terminal: Terminal): Screen {
  const noColor = flags['no-color'] === true
  return {columns: terminal.answerColumns(), hasColor: wantsColor({env, isTerminal: true, noColor})}
}

/** A slow reader is waited for; one that went away is somebody else's business. */
async function drained(stdout: NodeJS.WriteStream): Promise<void> {
  if (!stdout.writableNeedDrain || stdout.destroyed) return
  await new Promise<void>((resolve) => {
    const end = () => {
      stdout.off('drain', end).off('close', end).off('error', end)
      resolve()
    }
    stdout.on('drain', end).on('close', end).on('error', end)
  })
}

async function withOutputFile(
  end: VerbEnd,
  {context, flags, text}: {readonly context: HostContext; readonly flags: FlagValues; readonly text: string},
): Promise<VerbEnd> {
  const {output} = flags
  if (typeof output !== 'string') return end
  const file = path.resolve(context.cwd, output)
  const failure = await writeFile(file, text).then(
    () => undefined,
    (error: unknown): ErrorSummary => outputNotWritten(file, error),
  )
  if (failure === undefined) return end
  return {...end, outcomes: [...end.outcomes, 'usage'], errors: [...end.errors, failure]}
}
