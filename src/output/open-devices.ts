import {StringDecoder} from 'node:string_decoder'
import type {ReadStream, WriteStream} from 'node:tty'
import type {Devices, Keyboard, OutputStream} from './devices.ts'

export interface ProcessStreams {
  readonly stdin: ReadStream
  readonly stdout: WriteStream
  readonly stderr: WriteStream
  readonly env: Readonly<Record<string, string | undefined>>
  now(): number
  /** Called once per stream that can no longer be written, with what Node said (EPIPE, as a rule). */
  onClosed(name: 'stdout' | 'stderr', error: Error): void
}

/** The devices of a process. Listens for write errors, so that none of them is thrown into the middle of a turn. */
export function openDevices(streams: ProcessStreams): Devices {
  return {
    keyboard: openKeyboard(streams.stdin),
    stdout: openOutput(streams.stdout, (error) => streams.onClosed('stdout', error)),
    stderr: openOutput(streams.stderr, (error) => streams.onClosed('stderr', error)),
    env: streams.env,
    columns: () => streams.stderr.columns || streams.stdout.columns || 80,
    now: () => streams.now(),
    every(intervalMs, callback) {
      const timer = setInterval(callback, intervalMs)
      timer.unref()
      return () => clearInterval(timer)
    },
  }
}

function openOutput(stream: WriteStream, onClosed: (error: Error) => void): OutputStream {
  let isClosed = false
  stream.on('error', (error: Error) => {
    if (!isClosed) onClosed(error)
    isClosed = true
  })
  return {
    isTerminal: stream.isTTY === true,
    write(text) {
      if (!isClosed && text !== '') stream.write(text)
    },
  }
}

function openKeyboard(stdin: ReadStream): Keyboard {
  return {
    isTerminal: stdin.isTTY === true,
    setRaw(isRaw) {
      if (stdin.isTTY) stdin.setRawMode(isRaw)
    },
    listen({onText, onEnd}) {
      // A key such as ü may arrive in two chunks.
      const decoder = new StringDecoder('utf8')
      const onData = (chunk: Buffer | string) => onText(typeof chunk === 'string' ? chunk : decoder.write(chunk))
      if (stdin.readableEnded || stdin.destroyed) onEnd()
      stdin.on('data', onData).on('end', onEnd).on('error', onEnd).resume()
      return () => {
        stdin.off('data', onData).off('end', onEnd).off('error', onEnd).pause()
      }
    },
  }
}
