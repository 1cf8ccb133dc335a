import fc from 'fast-check'
import {expect, test} from 'vitest'
import {createMarkReader} from '../../../plugins/docker/src/read-marks.ts'

const mark = '0123456789abcdef0123456789abcdef'
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
const text = (found: Uint8Array) => Buffer.from(found).toString('latin1')

function readAll(...chunks: readonly string[]) {
  const reader = createMarkReader(mark)
  const passed = chunks.map((chunk) => text(reader.push(bytes(chunk))))
  return {passed: [...passed, text(reader.rest())], status: reader.status()}
}

test('what the command wrote stands between the marks', () => {
  expect(readAll(`${mark}+\nhello\n${mark}-007\n`)).toEqual({
    passed: ['hello\n', ''],
    status: {kind: 'ended', exitCode: 7},
  })
})

test('what an engine says before the launcher is not the command’s', () => {
  expect(readAll('a warning\n', `another ${mark}`, `+\nx`)).toEqual({
    passed: ['', '', 'x', ''],
    status: {kind: 'started'},
  })
  expect(readAll('no such container\n')).toEqual({passed: ['', ''], status: {kind: 'not-started'}})
})

test('text is passed on at once unless a mark could begin with it', () => {
  expect(readAll(`${mark}+\n`, 'question? ', '0123', 'no', `${mark}-0`, '13 \n')).toEqual({
    passed: ['', 'question? ', '', '0123no', '', `${mark}-013 \n`, ''],
    status: {kind: 'started'},
  })
})

test('a command that writes the mark of an end itself gains nothing: the last one counts', () => {
  expect(readAll(`${mark}+\n${mark}-000\nstill here`, `${mark}-001\n`)).toMatchObject({
    passed: ['still here', '', ''],
    status: {kind: 'ended', exitCode: 1},
  })
})

test('wherever the stream is cut, the same comes out, byte for byte', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({maxLength: 80}),
      fc.integer({min: 0, max: 255}),
      fc.array(fc.nat(200), {maxLength: 6}),
      (said, exitCode, cuts) => {
        const whole = `${mark}+\n${text(said)}${mark.slice(0, said.length % 20)}${mark}-${String(exitCode).padStart(3, '0')}\n`
        const places = [0, ...cuts.map((cut) => cut % whole.length).toSorted((a, b) => a - b), whole.length]
        const {passed, status} = readAll(...places.slice(1).map((end, index) => whole.slice(places[index], end)))

        expect(passed.join('')).toBe(text(said) + mark.slice(0, said.length % 20))
        expect(status).toEqual({kind: 'ended', exitCode})
      },
    ),
  )
})
