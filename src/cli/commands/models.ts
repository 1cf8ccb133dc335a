import {Flags} from '@oclif/core'
import {HostCommand} from '../host-command.ts'
import {showModels} from '../models/show-models.ts'

export default class Models extends HostCommand {
  static override summary = 'List the models that are known, and those the server offers.'
  static override description =
    'Without a key or a server the list of what is known is complete. With --provider only what that server offers ' +
    'and what your configuration describes is listed, and a server that gives no list is an error.'
  static override examples = [
    '<%= config.bin %> models',
    '<%= config.bin %> models --provider ollama',
    '<%= config.bin %> models --json',
  ]
  static override flags = {
    provider: Flags.string({char: 'p', description: 'Provider whose server is asked.'}),
    cwd: Flags.string({char: 'C', description: 'Folder whose project configuration counts.'}),
    json: Flags.boolean({description: 'Print the models as one JSON object.'}),
    'no-color': Flags.boolean({description: 'No colour.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(Models)
    await showModels(this.context, {flags, signal: this.host.signal})
  }
}
