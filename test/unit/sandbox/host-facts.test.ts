import {expect, test} from 'vitest'
import {parseHardLimits, parseMountPoints} from '../../../src/sandbox/host-facts.ts'
import {toCommandEnd} from '../../../src/sandbox/to-command-end.ts'

test('hard limits are read, and unlimited is no limit', () => {
  const text = [
    'Limit                     Soft Limit           Hard Limit           Units     ',
    'Max file size             unlimited            unlimited            bytes     ',
    'Max data size             1000                 2000                 bytes     ',
    'Max processes             10                   96365                processes ',
  ].join('\n')

  expect(parseHardLimits(text)).toEqual({processes: 96365, dataBytes: 2000, fileBytes: Infinity})
})

test('mount points are read with their options and unescaped', () => {
  const text =
    '22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n40 22 0:30 / /a\\040b ro,nosuid - tmpfs tmpfs rw\n'

  expect(parseMountPoints(text)).toEqual([
    {path: '/', options: ['rw', 'relatime']},
    {path: '/a b', options: ['ro', 'nosuid']},
  ])
})

test.each([
  [0, {kind: 'exited', exitCode: 0}],
  [127, {kind: 'exited', exitCode: 127}],
  [128, {kind: 'exited', exitCode: 128}],
  [137, {kind: 'signalled', signal: 'SIGKILL'}],
  [139, {kind: 'signalled', signal: 'SIGSEGV'}],
  [255, {kind: 'exited', exitCode: 255}],
])('exit code %d of a launcher is %o', (exitCode, end) => {
  expect(toCommandEnd(exitCode)).toEqual(end)
})
