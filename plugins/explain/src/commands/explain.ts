import {ReadingCommand} from '@codex-host/plugin-api'
import {Args, Flags} from '@oclif/core'
import {splitLinesFlag} from '../split-lines-flag.ts'

export default class Explain extends ReadingCommand {
  static override summary = 'Explain a file, a definition, a folder or a diff.'
  static override description =
    'Sums up what code does, or with --lines puts notes beside its lines. Reads and never writes. ' +
    'FILE:NAME explains one definition, `-` what is piped: code or a diff.'
  static override examples = [
    '<%= config.bin %> explain src/server.ts',
    '<%= config.bin %> explain --lines 10-40 src/server.ts',
    '<%= config.bin %> explain src/server.ts:Server.listen',
    'git diff | <%= config.bin %> explain -',
    '<%= config.bin %> explain --format html src > overview.html',
  ]
  static override strict = false
  static override usage = 'explain FILE... [--lines [10-40]]'
  static override args = {
    file: Args.string({description: 'File, folder, FILE:NAME, or - for stdin; several are explained one by one.'}),
  }
  static override flags = {
    lines: Flags.string({
      description: 'Notes beside the lines: all, or 10-40, 10, 10-, several with commas.',
      helpValue: '[10-40]',
      multiple: true,
      multipleNonGreedy: true,
    }),
    language: Flags.string({description: 'Language of the code, where its name does not say it.'}),
    'max-files': Flags.integer({description: 'Most files of a folder.', min: 1, default: 50}),
    format: Flags.option({options: ['text', 'markdown', 'json', 'html'] as const})({
      description: 'How the explanation is written; json is the same as --json.',
      default: 'text',
      helpGroup: 'OUTPUT',
    }),
  }

  async run(): Promise<void> {
    this.argv = splitLinesFlag(this.argv)
    const {argv, flags} = await this.parse(Explain)
    const targets = argv.filter((word): word is string => typeof word === 'string')
    // Everything else is loaded when something is to be explained: help and a mistyped flag need none of it.
    const {runExplain} = await import('../run-explain.ts')
    await runExplain({targets, flags, host: this.host, stdin: process.stdin})
  }
}
