import {isAtOrBelow} from '../workspace/is-at-or-below.ts'
import type {ReadAllowList} from './read-allow-list.ts'

/** Private to each command, and always there. */
const homeInside = '/tmp'

/**
 * What a value must look like to be passed on. Locales and time zones may also be given as paths, which would let the
 * environment choose a file that is parsed by libc.
 */
const passedOn: Readonly<Record<string, RegExp>> = {
  LANG: /^[\w.@-]{1,64}$/,
  LANGUAGE: /^[\w.@:-]{1,64}$/,
  LOGNAME: /^[\w.-]{1,64}$/,
  TERM: /^[\w.+-]{1,64}$/,
  TZ: /^(?!.*\.\.)\w[\w+/-]{0,63}$/,
  USER: /^[\w.-]{1,64}$/,
}
const localeCategory = /^LC_[A-Z]+$/
const localeName = /^[\w.@-]{1,64}$/

/** Folders of installations, passed on when commands can see them. */
const installationVariables = ['JAVA_HOME', 'GOROOT']

export interface CommandEnvironmentOptions {
  readonly hostEnv: Readonly<Record<string, string | undefined>>
  readonly allowed: ReadAllowList
}

/** The complete environment of commands: built from a list of what is allowed, never filtered from the host's. */
export function commandEnvironment({hostEnv, allowed}: CommandEnvironmentOptions): Readonly<Record<string, string>> {
  return {
    LANG: 'C.UTF-8',
    ...plainValues(hostEnv),
    ...visibleInstallations(hostEnv, allowed.readPaths),
    ...allowed.toolEnvironment,
    HOME: homeInside,
    // Colour codes cost tokens and hide words from the model.
    NO_COLOR: '1',
    PATH: allowed.programPath.join(':'),
    SHELL: '/bin/bash',
  }
}

function plainValues(hostEnv: CommandEnvironmentOptions['hostEnv']): Readonly<Record<string, string>> {
  const values: Record<string, string> = {}
  for (const [name, value] of Object.entries(hostEnv)) {
    const shape = Object.hasOwn(passedOn, name) ? passedOn[name] : localeCategory.test(name) ? localeName : undefined
    if (value !== undefined && shape?.test(value)) values[name] = value
  }
  return values
}

function visibleInstallations(
  hostEnv: CommandEnvironmentOptions['hostEnv'],
  readPaths: readonly string[],
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {}
  for (const name of installationVariables) {
    const value = hostEnv[name]
    if (value === undefined || value.split('/').includes('..')) continue
    if (readPaths.some((readable) => isAtOrBelow(readable, value))) values[name] = value
  }
  return values
}
