import type {Decision, Question} from '@codex-host/plugin-api'
import {questionRows} from '../dialog/question-rows.ts'
import {createStyle, type Look} from '../text/style.ts'
import type {ChatHandlers, ChatUi, ChatView} from './chat-ui.ts'

/** Lines in and out. */
export interface PlainPlace {
  write(text: string): void
  /** Calls back for each line without its line end, until the returned function is called. */
  readLines(onLine: (line: string) => void, onEnd: () => void): () => void
  readonly escape: (text: string) => string
  readonly view: ChatView
  readonly handlers: ChatHandlers
}

interface Asked {
  readonly question: Question
  answer(decision: Decision): void
}

/** Line by line, for screen readers and logs: nothing moves the cursor, nothing is drawn again, nothing has a colour. */
export function openPlainUi({write, readLines, escape, view, handlers}: PlainPlace): ChatUi {
  const style = createStyle(false)
  // Lines are as long as they are: what reads them knows how to wrap.
  const look = (): Look => ({style, escape, columns: 10_000})
  let asked: Asked | undefined
  let held = ''
  const print = (rows: readonly string[]) => write(rows.map((row) => `${row.trimEnd()}\n`).join(''))
  const prompt = () => {
    if (!view.isWorking() && asked === undefined) write('you> ')
  }
  const stop = readLines(onLine, () => {
    asked?.answer({kind: 'no', because: 'the input ended'})
    handlers.inputEnded()
  })

  return {
    look,
    print,
    // The terminal has shown what was typed.
    echo: (_text, note) => write(note === undefined ? '' : `${escape(note)}\n`),
    say: (text) => write(`${escape(text)}\n`),
    async ask(question, signal) {
      if (signal.aborted) return {kind: 'stop'}
      print(questionRows(question, look()))
      write(choicesOf(question))
      const decision = await new Promise<Decision>((resolve) => {
        asked = {question, answer: resolve}
        signal.addEventListener('abort', () => resolve({kind: 'stop'}), {once: true})
      })
      asked = undefined
      return decision
    },
    showTurn() {},
    idle: prompt,
    refresh() {},
    putBack: (text) => write(`Not sent: ${escape(text)}\n`),
    aside: (act) => act(),
    close: stop,
  }

  function onLine(line: string): void {
    if (asked !== undefined) {
      const decision = readDecision(line, asked.question)
      if (decision === undefined) write(`Not one of the answers. ${choicesOf(asked.question)}`)
      else asked.answer(decision)
      return
    }
    // A backslash at the end of a line asks for one more.
    if (line.endsWith('\\')) {
      held += `${line.slice(0, -1)}\n`
      return
    }
    const text = held + line
    held = ''
    if (text.trim() === '') return prompt()
    if (text.trim() === '/stop' && view.isWorking()) return handlers.interrupt()
    handlers.send({text, shown: text}, false)
  }
}

function choicesOf({kind}: Question): string {
  const edit = kind === 'command' ? ', edit COMMAND' : ''
  return `Answer with: yes, session${edit}, no [WHY], stop\nanswer> `
}

function readDecision(line: string, question: Question): Decision | undefined {
  const [, word = '', rest = ''] = /^\s*(\S*)\s*([^]*?)\s*$/.exec(line) ?? []
  switch (word.toLowerCase()) {
    case 'yes':
      return rest === '' ? {kind: 'yes'} : undefined
    case 'session':
      return rest === '' ? {kind: 'yes-for-session'} : undefined
    case 'edit':
      return question.kind === 'command' && rest !== '' ? {kind: 'yes-edited', line: rest} : undefined
    case 'no':
      return {kind: 'no', because: rest}
    case 'stop':
      return {kind: 'stop'}
    default:
      return undefined
  }
}
