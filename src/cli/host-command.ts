import {Command} from '@oclif/core'
import {escapeLines} from '../output/escape-controls.ts'
import type {OwnHost} from './create-host.ts'
import type {HostContext} from './host-context.ts'

/** A command of the host itself: unlike a plugin's, it sees the layers below. */
export abstract class HostCommand extends Command {
  protected get context(): HostContext {
    return this.host.context
  }

  protected get host(): OwnHost {
    return (globalThis as unknown as {[key: symbol]: OwnHost})[Symbol.for('codex.host')] as OwnHost
  }

  /** Texts may hold names of files, branches and hosts, and words of servers: a terminal obeys nothing in them. */
  override log(message = ''): void {
    super.log('%s', escapeLines(message))
  }

  override logToStderr(message = ''): void {
    super.logToStderr('%s', escapeLines(message))
  }

  /** The command line up to the first `--`, and the words behind it, which oclif would mix with its own. */
  protected splitAtDashes(): {readonly before: string[]; readonly behind: readonly string[]} {
    const end = this.argv.indexOf('--')
    return end === -1
      ? {before: this.argv, behind: []}
      : {before: this.argv.slice(0, end), behind: this.argv.slice(end + 1)}
  }
}
