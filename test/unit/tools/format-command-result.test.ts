import type {CapturedOutput, CommandEnd} from '@codex-host/plugin-api'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {cutOutput} from '../../../src/tools/cut-output.ts'
import {formatCommandResult} from '../../../src/tools/format-command-result.ts'

describe('formatCommandResult', () => {
  test.each<[CommandEnd, string]>([
    [{kind: 'exited', exitCode: 3}, 'Exit code 3.'],
    [{kind: 'signalled', signal: 'SIGKILL'}, 'Ended by signal SIGKILL.'],
    [{kind: 'timed-out'}, 'Timed out; the command and all it started were ended.'],
    [{kind: 'cancelled'}, 'Cancelled; the command and all it started were ended.'],
  ])('says how the command ended, %j', (end, line) => {
    const text = formatCommandResult({
      kind: 'finished',
      end,
      stdout: output('out\n'),
      stderr: output('err'),
      durationMs: 1500,
    })

    expect(text).toBe(`${line}\nstdout:\nout\nstderr:\nerr`)
  })

  test.each([
    [9_999, 'Exit code 0.'],
    [10_000, 'Exit code 0 after 10 s.'],
    [61_499, 'Exit code 0 after 61 s.'],
  ])('%i ms are said only where they are long: equal runs give equal texts', (durationMs, line) => {
    const end: CommandEnd = {kind: 'exited', exitCode: 0}

    const text = formatCommandResult({kind: 'finished', end, stdout: output(''), stderr: output(''), durationMs})

    expect(text).toBe(`${line}\nNo output.`)
  })

  test('says that there was no output', () => {
    const end: CommandEnd = {kind: 'exited', exitCode: 0}

    expect(formatCommandResult({kind: 'finished', end, stdout: output(''), stderr: output(''), durationMs: 20})).toBe(
      'Exit code 0.\nNo output.',
    )
  })

  test('a sandbox that failed is not a result of the command', () => {
    expect(formatCommandResult({kind: 'not-started', because: 'no namespaces.'})).toBe(
      'The command was not run: no namespaces.',
    )
  })

  test.each([
    [100_000, 0, 40_000],
    [100_000, 100_000, 40_000],
    [0, 100_000, 40_000],
    [100_000, 1000, 40_000],
  ])('%i bytes of stdout and %i of stderr are cut to %i in all', (stdoutBytes, stderrBytes, most) => {
    const text = formatCommandResult({
      kind: 'finished',
      end: {kind: 'exited', exitCode: 0},
      stdout: output('#'.repeat(stdoutBytes)),
      stderr: output('#'.repeat(stderrBytes)),
      durationMs: 1,
    })

    expect(text.split('#').length - 1).toBe(most)
  })
})

describe('cutOutput', () => {
  test('keeps head and tail and counts what is between', () => {
    expect(cutOutput(output('abcdefghij'), 6)).toBe('abc\n[… 4 bytes left out …]\nhij')
  })

  test('counts what the backend has already cut', () => {
    expect(cutOutput({bytes: bytes('abcxyz'), totalBytes: 5006, omittedAt: 3}, 100)).toBe(
      'abc\n[… 5,000 bytes left out …]\nxyz',
    )
    expect(cutOutput({bytes: bytes('abcxyz'), totalBytes: 5006, omittedAt: 3}, 4)).toBe(
      'ab\n[… 5,002 bytes left out …]\nyz',
    )
  })

  test('a character the backend has cut in two is left out as a whole', () => {
    const cut = Uint8Array.of(...bytes('a€').subarray(0, 3), ...bytes('€b').subarray(1))

    expect(cutOutput({bytes: cut, totalBytes: 100, omittedAt: 3}, 50)).toBe('a\n[… 98 bytes left out …]\nb')
  })

  test('replaces invalid UTF-8', () => {
    expect(cutOutput({bytes: Uint8Array.of(97, 255, 98), totalBytes: 3}, 50)).toBe('a\uFFFDb')
  })

  test('never cuts inside a character and never exceeds the limit', () => {
    const text = fc.string({unit: 'binary', maxLength: 60})
    fc.assert(
      fc.property(text, fc.integer({min: 0, max: 80}), (whole, most) => {
        const cut = cutOutput(output(whole), most)
        if (cut === whole) return

        const [head = '', tail = ''] = cut.split(/\n\[… [\d,]+ bytes left out …\]\n/)
        expect(whole.startsWith(head) && whole.endsWith(tail)).toBe(true)
        expect(Buffer.byteLength(head) + Buffer.byteLength(tail)).toBeLessThanOrEqual(most)
      }),
    )
  })

  test('any bytes give text within the limit', () => {
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 100}), fc.nat({max: 100}), fc.nat({max: 60}), (all, at, most) => {
        const omittedAt = Math.min(at, all.length)
        const cut = cutOutput({bytes: all, totalBytes: all.length + 1000, omittedAt}, most)

        expect(Buffer.byteLength(cut.replace(/\n\[… [\d,]+ bytes left out …\]\n/, ''))).toBeLessThanOrEqual(most)
      }),
    )
  })
})

function output(text: string): CapturedOutput {
  return {bytes: bytes(text), totalBytes: Buffer.byteLength(text)}
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
