import path from 'node:path'
import {codexHome} from '../../../config/codex-home.ts'
import {HostCommand} from '../../host-command.ts'
import {homeOf} from '../../resolve-setup.ts'

export default class ConfigPath extends HostCommand {
  static override summary = 'Print the path of your configuration file.'
  static override description = 'The file need not exist. `config.yml` and `config.json` are read as well.'

  async run(): Promise<void> {
    await this.parse(ConfigPath)
    const {env} = this.context
    this.log(path.join(codexHome({env, home: homeOf(this.context)}), 'config.yaml'))
  }
}
