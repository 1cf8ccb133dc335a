import {onTestFinished} from 'vitest'
import {type OpenedState, openState, type StateOptions} from '../../src/store/open-state.ts'

/** Opens the database of a folder, and closes it when the test has ended. */
export async function openStateFile(codexHome: string, options: Partial<StateOptions> = {}): Promise<OpenedState> {
  const opened = await openState({
    codexHome,
    now: () => Date.parse('2026-11-23T10:00:00Z'),
    load: (load) => load(),
    ...options,
  })
  if (opened.kind === 'open') onTestFinished(() => opened.state.close())
  return opened
}

/** The database itself; the test fails where it cannot be opened. */
export async function stateOf(codexHome: string, options: Partial<StateOptions> = {}) {
  const opened = await openStateFile(codexHome, options)
  if (opened.kind !== 'open') throw new Error(`${opened.file} ${opened.fault.because}`)
  return opened.state
}
