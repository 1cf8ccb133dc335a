import {describeError} from '../text/describe-error.ts'
import fuzzysort from 'fuzzysort'
import {changeCommands} from './change-commands.ts'
import {figuresCommands} from './figures-commands.ts'
import {sessionCommands} from './session-commands.ts'
import type {ChatSlashCommand, SlashPlace} from './slash-command.ts'
import {termsCommands} from './terms-commands.ts'

export const ownCommands: readonly ChatSlashCommand[] = [
  ...sessionCommands,
  ...termsCommands,
  ...changeCommands,
  ...figuresCommands,
].toSorted((one, other) => (one.name < other.name ? -1 : 1))

const otherNames: Readonly<Record<string, string>> = {exit: 'quit', '?': 'help', q: 'quit'}

export interface SlashLine {
  readonly name: string
  readonly argument: string
}

/** Undefined for what is a prompt: `/usr/bin is empty` and `//` are none of our commands. */
export function readSlash(text: string): SlashLine | undefined {
  const [, name, argument = ''] = /^\/([\w?-]+)(?:\s+([^]*))?$/.exec(text.trim()) ?? []
  if (name === undefined) return undefined
  const lower = name.toLowerCase()
  return {name: otherNames[lower] ?? lower, argument: argument.trim()}
}

export function runsAtOnce({name}: SlashLine): boolean {
  return ownCommands.find((command) => command.name === name)?.runsAtOnce ?? false
}

export interface SlashRunner extends SlashPlace {
  prompt(text: string): Promise<void>
  readonly signal: AbortSignal
}

/** Runs it. What goes wrong is said, and the chat goes on. */
export async function runSlash({name, argument}: SlashLine, place: SlashRunner): Promise<void> {
  try {
    const own = ownCommands.find((command) => command.name === name)
    if (own !== undefined) return await own.run(place, argument)

    const declared = (await place.host.slashCommands()).find((command) => command.name === name)
    if (declared === undefined) return place.ui.say(unknown(name, place))

    const command = await declared.load()
    const {ui, signal, prompt} = place
    await command.run({argument, conversation: place.conversation(), signal, say: ui.say, prompt})
  } catch (error) {
    place.ui.say(describeError(error, `/${name}`))
  }
}

function unknown(name: string, {names}: SlashPlace): string {
  const [nearest] = fuzzysort.go(
    name,
    names().map((command) => command.name),
    {limit: 1, threshold: 0.2},
  )
  return `There is no command /${name}.${nearest === undefined ? '' : ` Did you mean /${nearest.target}?`} /help lists them.`
}
