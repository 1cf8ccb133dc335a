import {CodexCommand, CodexError} from '@codex-host/plugin-api'
import {Flags} from '@oclif/core'
import {editElsewhere} from '../chat/edit-elsewhere.ts'
import {openPlainUi} from '../chat/open-plain-ui.ts'
import {openTerminalUi} from '../chat/open-terminal-ui.ts'
import {readLines} from '../chat/read-lines.ts'
import {resumeNewest} from '../chat/resume-newest.ts'
import {runChat} from '../chat/run-chat.ts'
import type {UiOptions} from '../chat/chat-state.ts'
import {stopProcess} from '../chat/stop-process.ts'
import {openTerminal} from '../terminal/open-terminal.ts'
import {createStyle} from '../text/style.ts'
import {loadHighlighter, withoutColors} from '../transcript/highlight.ts'

const {env} = process

export default class Chat extends CodexCommand {
  static override summary = 'Talk with the agent in the terminal.'
  static override description =
    'An interactive session: prompts of several lines, @files, slash commands, questions where the approval mode asks. ' +
    '/help lists commands and keys.'
  static override examples = [
    '<%= config.bin %> chat',
    '<%= config.bin %> chat --resume last',
    '<%= config.bin %> chat --plain',
  ]
  static override flags = {
    plain: Flags.boolean({
      description: 'Line by line, without moving the cursor: for screen readers and logs.',
      helpGroup: 'OUTPUT',
    }),
    last: Flags.boolean({
      description: 'Go on with the newest conversation of the workspace.',
      exclusive: ['resume'],
      helpGroup: 'SESSION',
    }),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(Chat, resumeNewest(this.argv))
    const isPlain = flags.plain || env['TERM'] === 'dumb'
    requireTerminal(isPlain)

    // Beside the conversation: the first prompt line waits for the slowest of them, not for one after the other.
    const output = this.host.openOutput(flags)
    output.catch(() => undefined)
    const openStyle = async () => createStyle(!isPlain && (await output).screen?.hasColor === true)
    const openUi = async (options: UiOptions) => {
      const [{escape}, style] = await Promise.all([output, openStyle()])
      return isPlain ? openPlain(options, escape) : openTerminalUi({...options, ...terminalParts(), escape, style})
    }
    const {signal} = this.host
    const resume = flags.last ? 'last' : flags.resume
    const end = await runChat({
      host: this.host,
      flags,
      openFiles: () => this.host.openFiles(flags),
      signal,
      now: Date.now,
      async loadPaintCode() {
        const style = await openStyle()
        return style.bold('x') === 'x' ? withoutColors : loadHighlighter(style)
      },
      openUi,
      ...(resume !== undefined && {resume}),
      ...(flags.fork && {fork: true}),
    })
    if (end.conversationId !== undefined) {
      this.logToStderr(`codex chat --resume ${end.conversationId} goes on with this conversation.`)
    }
    if (signal.aborted) this.exit(signal.reason === 'SIGINT' ? 130 : 143)
  }
}

function requireTerminal(isPlain: boolean): void {
  if (process.stdin.isTTY && (isPlain || process.stdout.isTTY)) return
  throw new CodexError('codex chat needs a terminal to talk in, and this is none. Nothing was started.', {
    code: 'NOT_A_TERMINAL',
    exitCode: 2,
    suggestions: ['`codex prompt "TEXT"` runs one turn without a terminal, and reads from pipes.'],
  })
}

function terminalParts() {
  const terminal = openTerminal({
    stdin: process.stdin,
    stdout: process.stdout,
    onExit: (act) => void process.once('exit', act),
    onContinue(act) {
      process.on('SIGCONT', act)
      return () => process.off('SIGCONT', act)
    },
    now: Date.now,
  })
  const program = env['VISUAL'] ?? env['EDITOR'] ?? 'vi'
  return {
    terminal,
    stopProcess: () => stopProcess(process),
    editElsewhere: (text: string) => editElsewhere(program, text),
  }
}

function openPlain(options: UiOptions, escape: (text: string) => string) {
  return openPlainUi({
    ...options,
    escape,
    write: (text) => void process.stdout.write(text),
    readLines: (onLine, onEnd) => readLines(process.stdin, onLine, onEnd),
  })
}
