import {onTestFinished} from 'vitest'
import {openTerminalUi} from '../../plugins/chat/src/chat/open-terminal-ui.ts'
import {runChat} from '../../plugins/chat/src/chat/run-chat.ts'
import {createStyle} from '../../plugins/chat/src/text/style.ts'
import {withoutColors} from '../../plugins/chat/src/transcript/highlight.ts'
import {type FakeHostOptions, fakeChatHost, fakeProjectFiles} from './fake-chat-host.ts'
import {virtualTerminal} from './virtual-terminal.ts'

export interface ChatSessionOptions extends FakeHostOptions {
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  readonly columns?: number
  readonly rows?: number
  readonly resume?: string
  readonly editElsewhere?: (text: string) => Promise<string | undefined>
}

/** A chat on a terminal in memory, with a test at its keyboard. */
export async function chatSession(options: ChatSessionOptions = {}) {
  const host = fakeChatHost(options)
  const screen = virtualTerminal({columns: options.columns ?? 80, rows: options.rows ?? 24})
  const stopping = new AbortController()
  const stops: string[] = []
  let end: unknown
  const running = runChat({
    host: host.host,
    flags: {},
    openFiles: async () => fakeProjectFiles(options.files ?? {}),
    signal: stopping.signal,
    now: () => screen.terminal.now(),
    loadPaintCode: async () => withoutColors,
    ...(options.resume !== undefined && {resume: options.resume}),
    openUi: async (ui) =>
      openTerminalUi({
        ...ui,
        terminal: screen.terminal,
        style: createStyle(false),
        escape: (text) => text.replaceAll('\u001B', '\\x1b').replaceAll('\u202E', '<U+202E>'),
        editElsewhere: options.editElsewhere ?? (async () => undefined),
        stopProcess: async () => void stops.push('stopped'),
      }),
  }).then(
    (result) => (end = result),
    (error: unknown) => (end = {error}),
  )
  onTestFinished(async () => {
    stopping.abort('SIGTERM')
    await running
  })
  await screen.pass(50)

  return {
    ...host,
    ...screen,
    stops,
    end: () => end,
    terminate: async () => {
      stopping.abort('SIGTERM')
      await screen.pass(100)
    },
    /** Everything on the terminal, without the empty rows. */
    shown: () => screen.rows().filter((row) => row !== ''),
    text: () => screen.rows().join('\n'),
  }
}
