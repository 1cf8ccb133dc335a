import type {Host} from '@codex-host/plugin-api'
import {Command} from '@oclif/core'
import {type HostContext, processContext} from './host-context.ts'

/** A command of the host itself: unlike a plugin's, it sees the layers below. */
export abstract class HostCommand extends Command {
  protected get context(): HostContext {
    return processContext(this.config.root)
  }

  protected get host(): Host {
    return (globalThis as unknown as {[key: symbol]: Host})[Symbol.for('codex.host')] as Host
  }
}
