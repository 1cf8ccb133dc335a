import type {Host} from '@codex-host/plugin-api'
import {Command} from '@oclif/core'
import {type HostContext, processContext} from './host-context.ts'
import {pluginPackages} from './plugin-packages.ts'

/** A command of the host itself: unlike a plugin's, it sees the layers below. */
export abstract class HostCommand extends Command {
  protected get context(): HostContext {
    return processContext(this.config.root, pluginPackages(this.config))
  }

  protected get host(): Host {
    return (globalThis as unknown as {[key: symbol]: Host})[Symbol.for('codex.host')] as Host
  }

  /** The command line up to the first `--`, and the words behind it, which oclif would mix with its own. */
  protected splitAtDashes(): {readonly before: string[]; readonly behind: readonly string[]} {
    const end = this.argv.indexOf('--')
    return end === -1
      ? {before: this.argv, behind: []}
      : {before: this.argv.slice(0, end), behind: this.argv.slice(end + 1)}
  }
}
