import path from 'node:path'
import {homeFolders} from '../../home-folders.ts'
import {HostCommand} from '../../host-command.ts'

export default class ConfigPath extends HostCommand {
  static override summary = 'Print the path of your configuration file.'
  static override description = 'The file need not exist. `config.yml` and `config.json` are read as well.'

  async run(): Promise<void> {
    await this.parse(ConfigPath)
    this.log(path.join(homeFolders(this.context).codexHome, 'config.yaml'))
  }
}
