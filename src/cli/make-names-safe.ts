import type {Config} from '@oclif/core'
import {escapeLine} from '../output/escape-controls.ts'

/** The registry allows no odd names, but a plugin that was linked calls itself what it likes, and oclif prints it. */
export function makeNamesSafe({plugins}: Pick<Config, 'plugins'>): void {
  for (const plugin of plugins.values()) {
    plugin.name = escapeLine(plugin.name)
    plugin.version = escapeLine(plugin.version)
  }
}
