import {EventEmitter} from 'node:events'
import type {ReadStream, WriteStream} from 'node:tty'
import {expect, test} from 'vitest'
import {openTerminal} from '../../../plugins/chat/src/terminal/open-terminal.ts'

/** Streams that note what is done with them. */
function noted() {
  const done: string[] = []
  const stdin = Object.assign(new EventEmitter(), {
    destroyed: false,
    setRawMode: (isRaw: boolean) => void done.push(`raw ${String(isRaw)}`),
    resume: () => void done.push('resume'),
    pause: () => void done.push('pause'),
  })
  const stdout = Object.assign(new EventEmitter(), {write: (text: string) => done.push(JSON.stringify(text)) > 0})
  let exit = () => {}
  const terminal = openTerminal({
    stdin: stdin as unknown as ReadStream,
    stdout: stdout as unknown as WriteStream,
    onExit: (act) => (exit = act),
    onContinue: () => () => {},
    now: () => 0,
  })
  return {done, stdin, terminal, exit: () => exit()}
}

const entered = ['raw true', 'resume', '"\\u001b[?2004h"']
const left = ['"\\u001b[?2004l\\u001b[?25h"', 'raw false', 'pause']

test('a process that ends by itself, as after a bug, leaves the terminal as it was', () => {
  const {done, terminal, exit} = noted()

  terminal.enter()
  exit()

  expect(done).toEqual([...entered, ...left])
})

test('what was left is not left again, and what was entered is not entered again', () => {
  const {done, terminal, exit} = noted()

  terminal.enter()
  terminal.enter()
  terminal.leave()
  exit()

  expect(done).toEqual([...entered, ...left])
})

test('a terminal that was never entered is not touched', () => {
  const {done, exit} = noted()

  exit()

  expect(done).toEqual([])
})

test('a letter that comes in two pieces is one letter, and nothing is heard afterwards', () => {
  const {stdin, terminal} = noted()
  const heard: string[] = []
  const stop = terminal.listen({
    onText: (text) => void heard.push(text),
    onEnd: () => void heard.push('end'),
    onResize() {},
    onDrain() {},
    onContinue() {},
  })
  const [first, second] = [Buffer.from('ü').subarray(0, 1), Buffer.from('ü').subarray(1)]

  stdin.emit('data', first)
  stdin.emit('data', second)
  stdin.emit('end')
  stop()
  stdin.emit('data', second)

  expect(heard).toEqual(['', 'ü', 'end'])
})
