import {StringDecoder} from 'node:string_decoder'
import type {ReadStream, WriteStream} from 'node:tty'
import {bracketedPaste, cursor, type Terminal} from './terminal.ts'

export interface ProcessStreams {
  readonly stdin: ReadStream
  readonly stdout: WriteStream
  /** Called when the process ends, however it ends, unless it is killed. */
  readonly onExit: (act: () => void) => void
  readonly onContinue: (act: () => void) => () => void
  readonly now: () => number
}

/** The terminal of a process. Whatever ends the process but a kill, the terminal is left as it was found. */
export function openTerminal({stdin, stdout, onExit, onContinue, now}: ProcessStreams): Terminal {
  let isEntered = false
  const leave = () => {
    if (!isEntered) return
    isEntered = false
    stdout.write(bracketedPaste.off + cursor.show)
    if (!stdin.destroyed) stdin.setRawMode(false)
    stdin.pause()
  }
  onExit(leave)

  return {
    columns: () => stdout.columns || 80,
    rows: () => stdout.rows || 24,
    write: (text) => stdout.write(text),
    listen: (listener) => listen({stdin, stdout, onContinue}, listener),
    enter() {
      if (isEntered) return
      isEntered = true
      stdin.setRawMode(true)
      stdin.resume()
      stdout.write(bracketedPaste.on)
    },
    leave,
    now,
    after(delayMs, act) {
      const timer = setTimeout(act, delayMs)
      return () => clearTimeout(timer)
    },
  }
}

function listen(
  {stdin, stdout, onContinue}: Pick<ProcessStreams, 'stdin' | 'stdout' | 'onContinue'>,
  listener: Parameters<Terminal['listen']>[0],
): () => void {
  // A key such as ü may arrive in two chunks.
  const decoder = new StringDecoder('utf8')
  const onData = (chunk: Buffer | string) => listener.onText(typeof chunk === 'string' ? chunk : decoder.write(chunk))
  const onEnd = () => listener.onEnd()
  const onResize = () => listener.onResize()
  const onDrain = () => listener.onDrain()
  const stopContinue = onContinue(() => listener.onContinue())
  stdin.on('data', onData).on('end', onEnd).on('error', onEnd).on('close', onEnd)
  stdout.on('resize', onResize).on('drain', onDrain)
  return () => {
    stopContinue()
    stdin.off('data', onData).off('end', onEnd).off('error', onEnd).off('close', onEnd)
    stdout.off('resize', onResize).off('drain', onDrain)
  }
}
