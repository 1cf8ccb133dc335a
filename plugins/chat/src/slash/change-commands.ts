import type {KeptChangeSet, Settled} from '@codex-host/plugin-api'
import {formatCount} from '../text/figures.ts'
import {renderDiff} from '../transcript/render-diff.ts'
import type {ChatSlashCommand, SlashPlace} from './slash-command.ts'

export const changeCommands: readonly ChatSlashCommand[] = [
  {
    name: 'diff',
    usage: '[ID]',
    summary: 'Show all that landed since this chat began, or one change set.',
    runsAtOnce: true,
    async run(place, argument) {
      const wanted = argument === '' ? await landedSince(place) : await find(place, argument)
      if (wanted.length === 0) {
        place.ui.say(
          argument === '' ? 'Nothing has landed since this chat began.' : `There is no change set ${argument}.`,
        )
      }
      for (const changeSet of wanted) showDiff(place, changeSet)
    },
  },
  {
    name: 'undo',
    usage: '[ID]',
    summary: 'Take a change set back: the newest one, or ID.',
    runsAtOnce: false,
    async run(place, argument) {
      sayEnd(place, await (await place.changeSets()).undo(idOf(argument)), 'taken back')
    },
  },
  {
    name: 'redo',
    usage: '[ID]',
    summary: 'Land a change set again that was undone.',
    runsAtOnce: false,
    async run(place, argument) {
      sayEnd(place, await (await place.changeSets()).redo(idOf(argument)), 'landed again')
    },
  },
  {
    name: 'apply',
    usage: '[ID]',
    summary: 'Land a change set that waits: the newest one, or ID.',
    runsAtOnce: false,
    async run(place, argument) {
      sayEnd(place, await (await place.changeSets()).apply(idOf(argument)), 'landed')
    },
  },
  {
    name: 'verify',
    usage: '[COMMAND]',
    summary: 'Run the verify command, or another one, on the project as it is.',
    runsAtOnce: false,
    async run(place, argument) {
      await place.runEvents((signal) => place.conversation().verify(argument === '' ? undefined : argument, signal))
    },
  },
]

function idOf(argument: string): string | undefined {
  return argument === '' ? undefined : argument
}

/** Oldest first: the order in which they are to be read. */
async function landedSince(place: SlashPlace): Promise<readonly KeptChangeSet[]> {
  const all = await (await place.changeSets()).list(new Date(place.startedAtMs).toISOString())
  return all.filter(({status}) => status === 'landed').toReversed()
}

async function find(place: SlashPlace, id: string): Promise<readonly KeptChangeSet[]> {
  const all = await (await place.changeSets()).list()
  return all.filter((changeSet) => changeSet.id.startsWith(id)).slice(0, 1)
}

function showDiff({ui}: SlashPlace, {id, status, files, diff}: KeptChangeSet): void {
  const look = ui.look()
  ui.say(`change set ${id} · ${status} · ${formatCount(files.length, 'file')}`)
  if (diff !== '') ui.print(renderDiff(diff, look))
}

function sayEnd({ui}: SlashPlace, settled: Settled, word: string): void {
  switch (settled.kind) {
    case 'done': {
      const paths = settled.changeSet.files.map(({path}) => `  ${path}`)
      return ui.say([`Change set ${settled.changeSet.id} was ${word}:`, ...paths].join('\n'))
    }
    case 'conflict': {
      const paths = settled.conflicts.map(
        ({path, because, diff}) => `  ${path}: ${because}${diff === undefined ? '' : `\n${diff}`}`,
      )
      return ui.say(
        [`Change set ${settled.id} was not ${word}: files changed meanwhile. Nothing was written.`, ...paths].join(
          '\n',
        ),
      )
    }
    case 'nothing':
      return ui.say(`Nothing was ${word}: ${settled.because}.`)
  }
}
