import {expect, test} from 'vitest'
import {createTerminal} from '../../../src/output/create-terminal.ts'
import {fakeDevices, settle} from './fake-devices.ts'
import type {FakeDeviceOptions} from './fake-devices.ts'

function open(options: FakeDeviceOptions = {}) {
  const fake = fakeDevices(options)
  return {...fake, terminal: createTerminal(fake.devices, {noColor: false})}
}

test('blocks are parted by one empty line, also from a streamed answer', () => {
  const {terminal, written} = open()

  terminal.writeBlock('one')
  terminal.writeBlock('two')
  terminal.writeAnswerBlock('text')
  terminal.writeAnswer(' more')
  terminal.writeBlock('three')
  terminal.writeLines('four')

  expect(written.screen).toBe('one\n\ntwo\n\ntext more\n\nthree\nfour\n')
})

test('an answer that goes to a pipe does not move the cursor of stderr', () => {
  const {terminal, written} = open({stdoutIsTerminal: false})

  terminal.writeLines('one')
  terminal.writeAnswerBlock('text')
  terminal.writeLines('two')

  expect(written).toMatchObject({stdout: 'text', stderr: 'one\ntwo\n'})
})

test('the live region is one line that is erased before anything else is written', () => {
  const {terminal, written} = open({columns: 20})

  terminal.setStatus('Running a command that is too long')
  expect(written.stderr).toBe('⠋ Running a comman…')

  terminal.writeLines('done')
  expect(written.stderr).toBe('⠋ Running a comman…\r\u001B[Jdone\n⠋ Running a comman…')
})

test('the live region shows the time since its label was set', async () => {
  const {terminal, written, tick} = open()

  terminal.setStatus('Working')
  await tick(61_000)
  terminal.setStatus('Working')

  expect(written.stderr.split('\r\u001B[J')).toEqual(['⠋ Working', '⠇ Working · 1 min 1 s', '⠇ Working · 1 min 1 s'])
})

test('nothing of the live region is left behind, not even a timer', () => {
  const {terminal, written, runningTimers} = open()

  terminal.setStatus('Working')
  terminal.setStatus(undefined)

  expect(written.stderr).toBe('⠋ Working\r\u001B[J')
  expect(runningTimers()).toBe(0)
})

test('a live region that a narrower window wrapped is erased on all its rows', () => {
  const {terminal, written, resize} = open({columns: 40})

  terminal.setStatus('a label of 25 characters.')
  resize(10)
  terminal.setStatus(undefined)

  expect(written.stderr).toBe('⠋ a label of 25 characters.\r\u001B[1A\u001B[1A\u001B[J')
})

test('the live region keeps away while a line of the answer is open', () => {
  const {terminal, written} = open()

  terminal.writeAnswer('half a line')
  terminal.setStatus('Working')
  expect(written.screen).toBe('half a line')

  terminal.writeAnswer('\n')
  expect(written.screen).toBe('half a line\n⠋ Working')
})

test.each<[string, FakeDeviceOptions]>([
  ['a dumb terminal', {env: {TERM: 'dumb'}}],
  ['a file', {stderrIsTerminal: false}],
])('%s gets no live region and no escape sequence', (_name, options) => {
  const {terminal, written} = open(options)

  terminal.setStatus('Working')
  terminal.writeLines(terminal.style.red('text'))

  expect(written.stderr).toBe('text\n')
})

test('what others write during a dialog comes after it', async () => {
  const {terminal, written} = open()

  const screen = await terminal.hold()
  terminal.writeLines('late')
  screen.write('question\n')
  screen.release()

  expect(written.stderr).toBe('question\nlate\n')
})

test('a second dialog waits for the first', async () => {
  const {terminal, written} = open()

  const first = await terminal.hold()
  const waiting = terminal.hold().then((second) => {
    second.write('second\n')
    second.release()
  })
  await settle()
  first.write('first\n')
  first.release()
  await waiting

  expect(written.stderr).toBe('first\nsecond\n')
})

test('the lines of a log have no width', () => {
  expect(open({stderrIsTerminal: false}).terminal.columns()).toBe(Infinity)
  expect(open({columns: 33}).terminal.columns()).toBe(33)
})
