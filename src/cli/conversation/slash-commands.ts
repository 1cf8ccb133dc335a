import type {DeclaredSlashCommand, SlashCommand} from '@codex-host/plugin-api'
import {z} from 'zod'
import {type LoadLimits, loadPluginModule, type PartWords, WrongDescription} from '../load-plugin-module.ts'
import {declared, declaredNames} from '../plugin-declarations.ts'
import type {PluginPackage} from '../plugin-packages.ts'

const words: PartWords = {
  part: 'slash_commands',
  noun: 'slash command',
  code: 'PLUGIN_SLASH_COMMAND',
  undone: 'it did nothing',
  otherwise: 'do without it',
}

/** The slash commands that plugins declare. None is loaded yet. */
export function slashCommands(plugins: readonly PluginPackage[], limits?: LoadLimits): readonly DeclaredSlashCommand[] {
  return declaredNames('slash_commands', plugins).map((name) => ({
    name,
    plugin: declared('slash_commands', name, plugins)[0]?.plugin.name ?? '',
    async load() {
      const loaded = await loadPluginModule({
        name,
        plugins,
        words,
        read: readSlashCommand,
        ...(limits !== undefined && {limits}),
      })
      if (loaded === undefined) throw new Error(`The slash command ${name} is declared no more.`)
      return loaded
    },
  }))
}

const shape = z.looseObject({
  summary: z.string(),
  run: z.custom<SlashCommand['run']>((value) => typeof value === 'function', 'it is no function'),
})

function readSlashCommand(exported: unknown): SlashCommand {
  const found = shape.safeParse(exported)
  if (found.success) return exported as SlashCommand
  const problems = found.error.issues.map(
    (issue) => `${issue.path.join('.') || 'its default export'}: ${issue.message}`,
  )
  throw new WrongDescription(problems.slice(0, 3).join('; '), {cause: found.error})
}
