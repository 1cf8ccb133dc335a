import type {Devices, KeyboardListener} from '../../../src/output/devices.ts'

export interface FakeDeviceOptions {
  readonly columns?: number
  readonly stdoutIsTerminal?: boolean
  readonly stderrIsTerminal?: boolean
  readonly env?: Readonly<Record<string, string>>
}

/** Devices that record what was written, with a clock and a keyboard in the hands of the test. */
export function fakeDevices(options: FakeDeviceOptions = {}) {
  const written = {stdout: '', stderr: '', screen: ''}
  const timers = new Set<{readonly intervalMs: number; dueAt: number; readonly callback: () => void}>()
  const rawModes: boolean[] = []
  let listener: KeyboardListener | undefined
  let typedAhead: string[] = []
  let columns = options.columns ?? 80
  let now = 0

  const stream = (name: 'stdout' | 'stderr', isTerminal: boolean) => ({
    isTerminal,
    write(text: string) {
      written[name] += text
      written.screen += text
    },
  })
  const devices: Devices = {
    keyboard: {
      isTerminal: true,
      setRaw: (isRaw) => rawModes.push(isRaw),
      listen(next) {
        listener = next
        for (const text of typedAhead) next.onText(text)
        typedAhead = []
        return () => {
          listener = undefined
        }
      },
    },
    stdout: stream('stdout', options.stdoutIsTerminal ?? true),
    stderr: stream('stderr', options.stderrIsTerminal ?? true),
    env: options.env ?? {NO_COLOR: '1'},
    columns: () => columns,
    now: () => now,
    every(intervalMs, callback) {
      const timer = {intervalMs, dueAt: now + intervalMs, callback}
      timers.add(timer)
      return () => timers.delete(timer)
    },
  }

  return {
    devices,
    written,
    rawModes,
    isListening: () => listener !== undefined,
    runningTimers: () => timers.size,
    resize: (next: number) => {
      columns = next
    },
    typeAhead: (text: string) => typedAhead.push(text),
    endInput: () => listener?.onEnd(),
    /** Lets what waits go on, types, and lets it go on again. */
    async type(...texts: readonly string[]) {
      for (const text of texts) {
        await settle()
        listener?.onText(text)
        await settle()
      }
    },
    /** Lets time pass. A timer that is due calls back once, however late. */
    async tick(elapsedMs = 50) {
      await settle()
      now += elapsedMs
      for (const timer of [...timers]) {
        if (timer.dueAt > now) continue
        timer.dueAt = now + timer.intervalMs
        timer.callback()
      }
      await settle()
    },
  }
}

/** Lets every continuation run that needs no outside event. */
export async function settle(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve))
}
