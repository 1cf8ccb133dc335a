import {CodexCommand} from '@codex-host/plugin-api'
import {Flags} from '@oclif/core'
import {readImages} from '../read-images.ts'
import {readPrompt} from '../read-prompt.ts'
import {readSchema} from '../read-schema.ts'

export default class Prompt extends CodexCommand {
  static override summary = 'Run one agent turn: code, a patch or commands from a prompt.'
  static override description =
    'The agent reads the project, edits a private view of it, runs commands in a sandbox, and lands one change set. ' +
    'Words are joined to the prompt; `-` reads it from stdin; data piped beside a prompt is attached to it.'
  static override examples = [
    '<%= config.bin %> prompt "Find out why the tests fail and mend it"',
    '<%= config.bin %> prompt --approval-mode full-auto --verify "npm test" -f task.md',
    'git log -5 | <%= config.bin %> prompt --json "Write release notes from these commits"',
  ]
  static override strict = false
  static override usage = 'prompt [TEXT...]'
  static override flags = {
    file: Flags.string({
      char: 'f',
      description: 'Read the prompt from this file; several are joined.',
      multiple: true,
      multipleNonGreedy: true,
    }),
    image: Flags.string({
      char: 'i',
      description: 'Picture for the model to look at; may be repeated.',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'output-schema': Flags.string({
      description: 'File with a JSON Schema that the answer must fit.',
      helpGroup: 'OUTPUT',
    }),
  }

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(Prompt)
    const words = argv.filter((word): word is string => typeof word === 'string')
    const warn = (text: string) => this.logToStderr(text)
    const schemaFile = flags['output-schema']
    const [outputSchema, images] = await Promise.all([
      schemaFile === undefined ? undefined : readSchema(schemaFile),
      readImages(flags.image ?? []),
    ])
    const prompt = await readPrompt({words, files: flags.file ?? [], stdin: process.stdin, warn})
    const request = {...prompt, images, ...(outputSchema !== undefined && {outputSchema})}
    const runtime = await this.host.openRuntime(flags)
    await this.host.present(runtime.runTurn(request, this.host.signal), flags)
  }
}
