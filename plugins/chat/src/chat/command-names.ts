import type {DeclaredSlashCommand} from '@codex-host/plugin-api'
import type {SlashName} from '../editor/complete-slash.ts'
import {ownCommands} from '../slash/run-slash.ts'

/** All slash commands; what those of plugins do is known when they are loaded. */
export function commandNames(declared: readonly DeclaredSlashCommand[]): readonly SlashName[] {
  const own = ownCommands.map(({name, usage, summary}) => ({
    name,
    summary: usage === undefined ? summary : `${usage}  ${summary}`,
  }))
  const others = declared
    .filter(({name}) => !own.some((command) => command.name === name))
    .map(({name, plugin}) => ({name, summary: `of ${plugin}`}))
  return [...own, ...others]
}
