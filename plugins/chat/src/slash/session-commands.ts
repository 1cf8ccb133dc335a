import type {ChatSlashCommand} from './slash-command.ts'

export const sessionCommands: readonly ChatSlashCommand[] = [
  {
    name: 'help',
    summary: 'List commands and keys.',
    runsAtOnce: true,
    run({ui, names}) {
      const all = names()
      const width = Math.max(...all.map(({name}) => name.length))
      const commands = all.map(({name, summary}) => `  /${name.padEnd(width)}  ${summary}`)
      ui.say(['Commands:', ...commands, 'Keys:', ...keys.map((line) => `  ${line}`)].join('\n'))
    },
  },
  {
    name: 'compact',
    summary: 'Put a summary in the place of the older part of the conversation.',
    runsAtOnce: false,
    async run({runEvents, conversation}) {
      await runEvents((signal) => conversation().compact(signal))
    },
  },
  {
    name: 'clear',
    summary: 'Let the model forget everything; what was recorded stays.',
    runsAtOnce: false,
    run({ui, conversation}) {
      conversation().clear()
      ui.say('The model has forgotten what was said. The recorded conversation and the screen stay.')
    },
  },
  {
    name: 'save',
    usage: '[FILE]',
    summary: 'Write the conversation to FILE: .md, .json or .html.',
    runsAtOnce: true,
    async run({ui, host, conversation}, argument) {
      const {id} = conversation()
      const file = await host.exportConversation(id, argument === '' ? `codex-${id}.md` : argument)
      ui.say(`The conversation was written to ${file}.`)
    },
  },
  {
    name: 'resume',
    usage: '[ID]',
    summary: 'Go on with another conversation: the newest one, or ID.',
    runsAtOnce: false,
    async run({resume}, argument) {
      await resume(argument === '' ? 'last' : argument, false)
    },
  },
  {
    name: 'fork',
    usage: '[ID]',
    summary: 'Begin a new conversation with what was said in this one, or in ID.',
    runsAtOnce: false,
    async run({resume, conversation}, argument) {
      await resume(argument === '' ? conversation().id : argument, true)
    },
  },
  {
    name: 'quit',
    summary: 'End the chat.',
    runsAtOnce: true,
    run({quit}) {
      quit()
    },
  },
]

const keys = [
  'Enter               send; while the model works: tell it now',
  'Tab                 complete; while the model works: send as the next turn',
  'Alt-Enter, Ctrl-J   new line (also a backslash before Enter)',
  'Up, Down, Ctrl-R    earlier prompts, search in them',
  'Ctrl-G              write in $VISUAL or $EDITOR',
  'Ctrl-O              print in full what was folded last',
  'Esc, Ctrl-C         stop the model; Ctrl-C again quits',
  'Ctrl-D, Ctrl-Z      quit when the prompt is empty; suspend',
]
