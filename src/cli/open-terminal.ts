import type {FlagValues} from '@codex-host/plugin-api'
import type {OutputFacts} from '../output/choose-renderer.ts'
import {createTerminal, type Terminal} from '../output/create-terminal.ts'
import {openDevices} from '../output/open-devices.ts'
import type {HostContext} from './host-context.ts'

export function openTerminal(context: HostContext, flags: FlagValues): Terminal {
  const {stdin, stdout, stderr, env, now} = context
  // A closed pipe is the business of the process: see end-on-closed-pipe.ts.
  const devices = openDevices({stdin, stdout, stderr, env, now, onClosed: () => {}})
  return createTerminal(devices, {noColor: flags['no-color'] === true})
}

export function outputFacts(context: HostContext, flags: FlagValues): OutputFacts {
  return {
    json: flags['json'] === true,
    jsonl: flags['jsonl'] === true,
    quiet: flags['quiet'] === true,
    stdinIsTerminal: context.stdin.isTTY,
    stderrIsTerminal: context.stderr.isTTY,
    env: context.env,
  }
}
