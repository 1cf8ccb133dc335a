import fc from 'fast-check'
import {expect, test} from 'vitest'
import {fillGap, fitText} from '../../../plugins/complete/src/fill-gap.ts'
import {findCursor} from '../../../plugins/complete/src/find-cursor.ts'
import {markedSources} from '../../helpers/marked-sources.ts'

const crlf = (text: string) => text.replaceAll('\n', '\r\n')

const encodings = [
  {name: 'as it is', before: (text: string) => text, behind: (text: string) => text},
  {name: 'with line ends of Windows', before: crlf, behind: crlf},
  {name: 'with a byte order mark', before: (text: string) => `\uFEFF${text}`, behind: (text: string) => text},
  {
    name: 'without a line end at its end',
    before: (text: string) => text,
    behind: (text: string) => text.replace(/\n$/, ''),
  },
]

test.each(encodings)(
  'every source file $name keeps each byte outside the gap, whatever is inserted',
  async (encoding) => {
    const sources = await markedSources()
    expect(new Set(sources.map(({name}) => name.split('.').at(-1))).size).toBeGreaterThanOrEqual(10)

    for (const {name, marker, line, ...source} of sources) {
      const before = Buffer.from(encoding.before(source.before))
      const behind = Buffer.from(encoding.behind(source.behind))
      const found = findCursor({path: name, bytes: Buffer.concat([before, Buffer.from(marker), behind])}, {})
      if (found.kind === 'refused') throw new Error(found.error.message)
      expect({name, line: found.position.line}).toEqual({name, line})

      fc.assert(
        fc.property(fc.string({unit: 'grapheme'}), (inserted) => {
          const fitted = fitText(found.gap, inserted)
          const made = Buffer.from(fillGap(found.gap, fitted))
          expect(made.equals(Buffer.concat([before, Buffer.from(fitted), behind]))).toBe(true)
        }),
        {numRuns: 30},
      )
    }
  },
)
