import type {SignalWatch} from './signals.ts'

/**
 * `codex … | head -1` closes stdout early: that is a wish to stop reading, not an error. A turn that runs is ended as by
 * an interrupt, so that its work is kept.
 */
export function endOnClosedPipe(process: NodeJS.Process, signals: SignalWatch): void {
  // oclif listens too, and throws what is not EPIPE into the middle of whatever runs.
  process.stdout.removeAllListeners('error')
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') return endOnFullDisk(process, error)

    const exitCode = process.exitCode ?? 0
    if (!signals.isWatched) process.exit(exitCode)
    signals.abort('EPIPE')
    process.once('exit', () => {
      process.exitCode = exitCode
    })
  })
  // Nobody reads the messages any more; the work itself goes on.
  process.stderr.on('error', () => {})
}

function endOnFullDisk(process: NodeJS.Process, error: NodeJS.ErrnoException): void {
  process.stderr.write(`Error: stdout could not be written (${error.code}), so the answer is not complete.\n`)
  process.exit(1)
}
