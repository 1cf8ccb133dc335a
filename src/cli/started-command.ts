import type {Config} from '@oclif/core'
import type {Route} from './route-arguments.ts'

/** The command of a command line, for what is noted of it. */
export interface StartedCommand {
  /** As it is typed: `prompt`, `cache clear`. */
  readonly name: string
  /** The package that brings it. */
  readonly plugin: string
}

/** Undefined where the command line has no command that is known. */
export function startedCommand(route: Route, config: Pick<Config, 'findCommand'>): StartedCommand | undefined {
  if (route.kind !== 'command' && route.kind !== 'prompt' && route.kind !== 'chat') return undefined
  const argv = startedWords(route)
  const firstFlag = argv.findIndex((word) => word.startsWith('-'))
  // No command has a longer name.
  const words = argv.slice(0, Math.min(firstFlag === -1 ? argv.length : firstFlag, 4))
  for (let count = words.length; count > 0; count--) {
    const command = config.findCommand(words.slice(0, count).join(':'))
    if (command !== undefined) return {name: words.slice(0, count).join(' '), plugin: command.pluginName ?? ''}
  }
  return undefined
}

function startedWords(route: Route & {readonly kind: 'command' | 'prompt' | 'chat'}): readonly string[] {
  if (route.kind !== 'command') return [route.kind]
  return isResume(route.argv) ? ['prompt'] : route.argv
}

/** Another name of the same. */
function isResume([topic, command]: readonly string[]): boolean {
  return topic === 'sessions' && command === 'resume'
}
