import {expect, test} from 'vitest'
import {sameButVolatile} from '../../../../src/cli/replay/normalise-volatile.ts'

test.each([
  {what: 'our own results', left: 'Exit code 1 after 12 s.\nno', right: 'Exit code 1 after 14 s.\nno'},
  {what: 'node:test as TAP', left: '# duration_ms 45.1', right: '# duration_ms 7.25'},
  {what: 'node:test as YAML', left: '  duration_ms: 1.2\n', right: '  duration_ms: 3\n'},
  {what: 'node:test for people', left: '✔ adds (0.83ms)', right: '✔ adds (12.5ms)'},
  {what: 'pytest', left: '=== 3 passed in 0.12s ===', right: '=== 3 passed in 1.20s ==='},
  {what: 'cargo', left: 'ok. 3 passed; finished in 0.00s', right: 'ok. 3 passed; finished in 0.01s'},
  {what: 'go', left: '--- PASS: TestA (0.00s)\nok  \tpkg\t0.003s', right: '--- PASS: TestA (0.01s)\nok  \tpkg\t0.010s'},
  {what: 'vitest', left: ' ✓ adds 12ms\n   Start at  10:12:13', right: ' ✓ adds 3ms\n   Start at  22:01:59'},
  {
    what: 'jest',
    left: '  ✓ adds (2 ms)\nTime:        1.234 s',
    right: '  ✓ adds (2 ms)\nTime:        0.9 s, estimated 1 s',
  },
  {
    what: 'ls -l',
    left: '-rw-r--r-- 1 dev dev  8 Nov 23 04:37 a.txt\ndrwxr-xr-x 2 dev dev 4096 Nov  3  2025 b',
    right: '-rw-r--r-- 1 dev dev  8 Nov 24 11:02 a.txt\ndrwxr-xr-x 2 dev dev 4096 Nov  4 10:00 b',
  },
  {what: 'mocha', left: '  1 passing (12ms)', right: '  1 passing (4ms)'},
])('the times of $what are not compared', ({left, right}) => {
  expect(sameButVolatile(left, right)).toEqual({kind: 'same', places: expect.any(Number)})
  expect(sameButVolatile(left, left)).toEqual({kind: 'same', places: 0})
})

test('what is counted are the places that differ', () => {
  expect(sameButVolatile('a (1.0ms)\nb (2.0ms)\nc (3.0ms)', 'a (1.0ms)\nb (9.0ms)\nc (9.5ms)')).toEqual({
    kind: 'same',
    places: 2,
  })
})

test.each([
  {left: "actual: '1m 30s'", right: "actual: '1m 31s'"},
  {left: 'Exit code 0 after 12 s.', right: 'Exit code 1 after 12 s.'},
  {left: '# pass 3', right: '# pass 2'},
  {left: 'took 12 ms', right: 'took 13 ms'},
  {left: '1 passing (12ms)', right: '1 passing'},
  {left: '-rw-r--r-- 1 dev dev  8 Nov 23 04:37 a', right: '-rw-r--r-- 1 dev dev  9 Nov 23 04:37 a'},
  {left: 'waited for 5s', right: 'waited for 6s'},
])('$left and $right are different', ({left, right}) => {
  expect(sameButVolatile(left, right)).toEqual({kind: 'different'})
})
