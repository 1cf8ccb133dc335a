import {ReadingCommand} from '@codex-host/plugin-api'
import {Flags} from '@oclif/core'
import {complete} from '../complete.ts'
import {readStdin} from '../read-stdin.ts'
import {readWish} from '../read-wish.ts'

export default class Complete extends ReadingCommand {
  static override summary = 'Write the text that belongs at a cursor.'
  static override description =
    'The cursor is a comment that says nothing but "cursor", as the language writes it: `/*cursor*/`, `#cursor`, ' +
    '`<!--cursor-->`. Prints exactly the text to insert. Of a folder, every file with a marker is completed.'
  static override examples = [
    '<%= config.bin %> complete src/parse.ts',
    '<%= config.bin %> complete --at 12:5 --diff src/parse.ts',
    '<%= config.bin %> complete - --language python < draft.py',
    '<%= config.bin %> complete --in-place src/',
    '<%= config.bin %> complete --dry-run src/',
  ]
  static override strict = false
  static override usage = 'complete FILE...'
  static override flags = {
    at: Flags.string({description: 'Place of the cursor as LINE:COLUMN, both from 1, in place of a marker.'}),
    language: Flags.string({description: 'Language of the text; without it the name of the file tells.'}),
    candidates: Flags.integer({char: 'n', description: 'How many texts to choose from.', min: 1, max: 20, default: 1}),
    'in-place': Flags.boolean({description: 'Write the text into the file; `codex undo` takes it back.'}),
    diff: Flags.boolean({description: 'Print what changes in the file as a unified diff.', helpGroup: 'OUTPUT'}),
    'dry-run': Flags.boolean({description: 'Show files, requests, tokens and cost, and send nothing.'}),
    concurrency: Flags.integer({description: 'Requests that run side by side.', min: 1, max: 64, default: 4}),
  }

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(Complete)
    const names = argv.filter((word): word is string => typeof word === 'string')
    const wish = readWish(names, flags)
    const {host} = this
    await complete({...wish, readStdin: (most) => readStdin(process.stdin, most, host.signal)}, host, flags)
  }
}
