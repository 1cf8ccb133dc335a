import {Config, run, settings} from '@oclif/core'
import {sharedFlags} from '@codex-host/plugin-api'
import {closeInheritedDescriptors} from './close-inherited-descriptors.ts'
import {createHost, type OwnHost} from './create-host.ts'
import {endOnClosedPipe} from './end-on-closed-pipe.ts'
import {exitOnError} from './exit-boundary.ts'
import {processContext} from './host-context.ts'
import {makeNamesSafe} from './make-names-safe.ts'
import {pluginPackages} from './plugin-packages.ts'
import {mistyped, notInThisVersion} from './route-errors.ts'
import {type Route, routeArguments} from './route-arguments.ts'
import {showHelpForNothing} from './show-help-for-nothing.ts'
import {watchSignals} from './signals.ts'
import {startedCommand} from './started-command.ts'

/** Verbs of plugins: where one is missing or broken, its name is still no free text that is sent to a model. */
const reserved = ['chat', 'complete', 'explain']

/** Starts the host. Returns when the command has ended; the exit code is in `process.exitCode`. */
export async function main({root}: {root: string}): Promise<void> {
  const context = processContext(root)
  const argv = process.argv.slice(2)
  closeInheritedDescriptors(process)
  const signals = watchSignals(process)
  endOnClosedPipe(process, signals)

  let host: OwnHost | undefined
  try {
    // Plugins are run as they were built: looking for their sources takes time, and ends in a warning at each start.
    settings.enableAutoTranspile = false
    const config = await Config.load({root})
    makeNamesSafe(config)
    const route = routeArguments(argv, knownNames(config), {
      stdin: context.stdin.isTTY,
      stdout: context.stdout.isTTY,
    })
    host = createHost({...context, plugins: pluginPackages(config)}, signals, startedCommand(route, config))
    Object.assign(globalThis, {[Symbol.for('codex.host')]: host})
    await runRoute(route, config)
  } catch (error) {
    exitOnError(error, {argv, context, process})
  } finally {
    await host?.settle()
  }
}

async function runRoute(route: Route, config: Config): Promise<void> {
  switch (route.kind) {
    case 'command':
      await run([...route.argv], config)
      return
    case 'prompt':
      await run(['prompt', ...route.argv], config)
      return
    case 'chat':
      await run(['chat', ...route.argv], config)
      return
    case 'nothing':
      await showHelpForNothing(config)
      return
    case 'mistyped':
      throw mistyped(route)
    case 'not-in-this-version':
      throw notInThisVersion(route)
  }
}

function knownNames(config: Config) {
  const ids = [...config.commandIDs, ...config.topics.map((topic) => topic.name)]
  const promptFlags = {
    file: {char: 'f', type: 'option'},
    image: {char: 'i', type: 'option'},
    'output-schema': {char: undefined, type: 'option'},
  }
  const {json, jsonl, code, output, quiet} = sharedFlags
  const valueFlags = Object.entries({...sharedFlags, ...promptFlags}).filter(([, flag]) => flag.type === 'option')
  return {
    firstWords: [...new Set(ids.map((id) => id.split(':')[0] ?? id))],
    reserved,
    valueFlags: valueFlags.flatMap(spellings),
    promptFlags: Object.entries({...promptFlags, json, jsonl, code, output, quiet}).flatMap(spellings),
  }
}

function spellings([name, {char}]: [string, {readonly char?: string | undefined}]): readonly string[] {
  return [`--${name}`, ...(char === undefined ? [] : [`-${char}`])]
}
