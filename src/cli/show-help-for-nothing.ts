import {type Config, Help} from '@oclif/core'

/** Bare `codex` asked for nothing: the help goes to stderr, because stdout is for answers. */
export async function showHelpForNothing(config: Config): Promise<void> {
  await new Help(config, {...config.pjson.oclif.helpOptions, sendToStderr: true}).showHelp([])
  process.exitCode = 2
}
