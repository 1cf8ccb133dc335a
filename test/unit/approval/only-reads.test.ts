import fc from 'fast-check'
import {expect, test} from 'vitest'
import {onlyReads} from '../../../src/approval/only-reads.ts'
import {changingLines} from './changing-lines.ts'
import {readingLines} from './reading-lines.ts'

test('the tables are large enough to mean something', () => {
  expect(new Set(readingLines).size).toBeGreaterThanOrEqual(80)
  expect(new Set(changingLines).size).toBeGreaterThanOrEqual(120)
})

test.each(readingLines)('only reads: %j', (line) => {
  expect(onlyReads(line)).toEqual({kind: 'only-reads'})
})

test.each(changingLines)('may change something: %j', (line) => {
  expect(onlyReads(line).kind).toBe('may-change')
})

test('the reason names the program that is in the way', () => {
  expect(onlyReads('ls && npm test')).toEqual({
    kind: 'may-change',
    because: 'npm with these arguments may change something',
  })
})

/** Ways to make one line out of one that reads and one that changes something. */
const joints: readonly ((reading: string, changing: string) => string)[] = [
  ...[';', '&&', '||', '|', '|&', '&', '\n', ' ; ', '\t&&\n', ';\\\n', ' # x\n'].flatMap((operator) => [
    (reading: string, changing: string) => `${reading}${operator} ${changing}`,
    (reading: string, changing: string) => `${changing}${operator} ${reading}`,
  ]),
  (reading, changing) => `${reading} $(${changing})`,
  (reading, changing) => `${reading} "$(${changing})"`,
  (reading, changing) => `${reading} "\${x:-$(${changing})}"`,
  (reading, changing) => `${reading} \`${changing}\``,
  (reading, changing) => `${reading} <(${changing})`,
  (reading, changing) => `${reading} > >(${changing})`,
  (reading, changing) => `${reading} <<END\n$(${changing})\nEND\n`,
  (reading, changing) => `(${changing}\n); ${reading}`,
  (reading, changing) => `{ ${changing}\n}; ${reading}`,
  (reading, changing) => `if ${reading}; then ${changing}\nfi`,
  (reading, changing) => `! ${changing}\n${reading}`,
  (reading, changing) => `${reading} | bash -c '${changing.replaceAll("'", String.raw`'\''`)}'`,
  (reading, changing) => `timeout 5 sh -c '${changing.replaceAll("'", String.raw`'\''`)}'; ${reading}`,
  (reading) => `${reading} > out`,
  (reading) => `${reading} 2>> out`,
  (reading) => `A=1 ${reading}`,
]

test('a line that reads, joined in any way with one that does not, does not only read', () => {
  const programs = [
    'rm f',
    "mv 'a' b",
    'npm test',
    'git push',
    'find . -delete',
    'sort -o f',
    "sed -i 's/a/b/' f",
    'tee x',
  ]
  const quoted = fc
    .constantFrom(...programs)
    .chain((line) =>
      fc.constantFrom(line, `"${line.split(' ')[0]}" ${line.split(' ').slice(1).join(' ')}`, `\\${line}`, ` ${line} `),
    )
  const plain = readingLines.filter((line) => !line.includes('#') && !line.startsWith('!'))

  fc.assert(
    fc.property(fc.constantFrom(...plain), quoted, fc.constantFrom(...joints), (reading, changing, join) => {
      expect(onlyReads(join(reading, changing)).kind).toBe('may-change')
    }),
    {numRuns: 3_000},
  )
})
