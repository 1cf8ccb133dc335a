import {expect, test} from 'vitest'
import {createScreen} from '../../../plugins/chat/src/terminal/screen.ts'
import {virtualTerminal} from '../../helpers/virtual-terminal.ts'

test('what is printed stays above the region, and the region is drawn again in its place', async () => {
  const {terminal, pass, rows, cursor} = virtualTerminal({columns: 20, rows: 6})
  const screen = createScreen(terminal)

  screen.setRegion(() => ({rows: ['status', '> hi'], cursor: {row: 1, column: 4}}))
  await pass(50)
  screen.print(['one', 'two'])
  await pass(50)
  screen.print(['three'])
  await pass(50)

  expect({rows: rows(), cursor: cursor()}).toEqual({
    rows: ['one', 'two', 'three', 'status', '> hi'],
    cursor: {row: 4, column: 4},
  })
})

test('only the rows of the region that changed are written', async () => {
  const {terminal, pass, written} = virtualTerminal()
  const screen = createScreen(terminal)
  let status = 'first'
  screen.setRegion(() => ({rows: ['a long row that stays', status], cursor: {row: 1, column: 0}}))
  await pass(50)
  const before = written().length

  status = 'second'
  screen.refresh()
  await pass(50)

  const change = written().slice(before)
  expect({hasChanged: change.includes('second'), hasOther: change.includes('stays')}).toEqual({
    hasChanged: true,
    hasOther: false,
  })
})

test('nothing is written where nothing changed', async () => {
  const {terminal, pass, written} = virtualTerminal()
  const screen = createScreen(terminal)
  screen.setRegion(() => ({rows: ['same'], cursor: {row: 0, column: 2}}))
  await pass(50)
  const before = written()

  screen.refresh()
  await pass(50)

  expect(written()).toBe(before)
})

test.each([
  [40, 20],
  [40, 7],
  [20, 60],
])('from %i to %i columns the region is drawn once, and the transcript stays', async (before, after) => {
  const {terminal, pass, resize, rows} = virtualTerminal({columns: before, rows: 12})
  const screen = createScreen(terminal)
  screen.setRegion(() => ({
    rows: ['', `status ${terminal.columns()}`.padEnd(Math.min(terminal.columns(), 30) - 1, '.'), '> text'],
    cursor: {row: 2, column: 6},
  }))
  screen.print(['one', 'two', 'three'])
  await pass(50)

  await resize(after, 12)

  const texts = rows().filter((row) => row !== '')
  expect(texts.slice(0, 3)).toEqual(['one', 'two', 'three'])
  expect(texts.filter((row) => row.startsWith('> text'))).toHaveLength(1)
  expect(texts.filter((row) => row.startsWith('status'))).toHaveLength(1)
})

test('2,000 pieces are drawn in at most 30 frames a second, and the screen is never cleared', async () => {
  const {terminal, pass, written, rows} = virtualTerminal()
  const screen = createScreen(terminal)
  let tail = ''
  screen.setRegion(() => ({rows: ['', tail, '> '], cursor: {row: 2, column: 2}}))

  for (let index = 0; index < 2000; index += 1) {
    tail = `piece ${index}`
    if (index % 50 === 49) screen.print([tail])
    else screen.refresh()
    if (index % 10 === 9) await pass(10)
  }
  await pass(100)

  const frames = written().split('\u001B[?2026h').length - 1
  expect(frames).toBeLessThanOrEqual(63)
  expect(written()).not.toMatch(/\u001B\[[23]J/)
  expect(rows().filter((row) => row.startsWith('piece'))).toHaveLength(41)
})

test('a terminal that is behind gets nothing until it has caught up', async () => {
  const {terminal, pass} = virtualTerminal()
  const texts: string[] = []
  let onDrain = () => {}
  const screen = createScreen({
    ...terminal,
    write: (text) => texts.push(text) < 0,
    listen(listener) {
      onDrain = () => listener.onDrain()
      return () => {}
    },
  })

  screen.print(['one'])
  await pass(100)
  screen.print(['two'])
  screen.print(['three'])
  await pass(1000)
  const before = texts.length
  onDrain()
  await pass(100)

  expect(before).toBe(1)
  expect(texts).toHaveLength(2)
  expect(texts[1]).toContain('two\r\nthree')
})

test('while another program has the terminal nothing is written, and afterwards everything is there', async () => {
  const {terminal, pass, rows, written} = virtualTerminal()
  const screen = createScreen(terminal)
  screen.setRegion(() => ({rows: ['> '], cursor: {row: 0, column: 2}}))
  await pass(50)

  screen.pause()
  const before = written()
  screen.print(['meanwhile'])
  await pass(50)
  const during = written()
  screen.resume()
  await pass(50)

  expect(during).toBe(before)
  expect(rows()).toEqual(['meanwhile', '>'])
})

test('at the end the region is gone and the cursor is shown', async () => {
  const {terminal, pass, rows, written} = virtualTerminal()
  const screen = createScreen(terminal)
  screen.setRegion(() => ({rows: ['busy']}))
  screen.print(['done'])
  await pass(50)

  screen.close()
  await pass(50)

  expect(rows()).toEqual(['done'])
  expect(written().lastIndexOf('\u001B[?25h')).toBeGreaterThan(written().lastIndexOf('\u001B[?25l'))
})

test('what comes after the end is not drawn over what others write there', async () => {
  const {terminal, pass, written} = virtualTerminal()
  const screen = createScreen(terminal)
  screen.setRegion(() => ({rows: ['> '], cursor: {row: 0, column: 2}}))
  await pass(50)
  screen.close()
  const before = written()

  screen.refresh()
  screen.print(['late'])
  await pass(50)

  expect(written()).toBe(before)
})
