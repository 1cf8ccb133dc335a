import {expect, test} from 'vitest'
import {createStyle} from '../../../plugins/chat/src/text/style.ts'
import {loadHighlighter} from '../../../plugins/chat/src/transcript/highlight.ts'

test('code has colours, line by line, in a language that is known', async () => {
  const paint = await loadHighlighter(createStyle(true))

  const lines = paint(['/* a', 'b */ const x = "<1>"'], 'ts')

  expect(lines).toHaveLength(2)
  expect(lines[0]).toBe('\u001B[2m/* a\u001B[22m')
  expect(lines[1]).toContain('\u001B[32m"<1>"\u001B[39m')
  expect(paint(['const x'], 'no-language')).toEqual(['const x'])
})

test('code that a grammar reads for minutes has no colours, and nobody waits for it', async () => {
  const paint = await loadHighlighter(createStyle(true))
  const hostile = Array.from({length: 590}, () => 'm('.repeat(500).slice(0, 999))

  expect(paint(hostile, 'perl')).toEqual(hostile)
  expect(paint(['print "x"'], 'perl')).toEqual(['print "x"'])
})
