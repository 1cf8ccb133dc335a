import fc from 'fast-check'
import {expect, test} from 'vitest'
import {type Entry, lastMessages, openCalls, safeBorders} from '../../../src/runtime/transcript.ts'
import {calls, context, feedback, gets, prompt, says, thinks} from './entries.ts'

test('a cut parts neither calls from results nor an answer from its reasoning', () => {
  const entries = [
    context('facts'),
    prompt('Do it.'),
    thinks('r1'),
    says('I look.'),
    calls('a'),
    calls('b'),
    gets('a'),
    gets('b'),
    says('Done.'),
  ]
  expect(safeBorders(entries)).toEqual([0, 1, 2, 8, 9])
})

test('two calls with the same id need two results', () => {
  expect(safeBorders([calls('a'), calls('a'), gets('a'), gets('a')])).toEqual([0, 4])
  expect(openCalls([calls('a'), calls('a'), gets('a')])).toEqual(['a'])
})

/** Steps as a model makes them: an answer, then the results of its calls in any order. */
const step = fc
  .record({
    reasons: fc.boolean(),
    text: fc.boolean(),
    ids: fc.array(fc.constantFrom('a', 'b', 'c'), {maxLength: 4}),
    order: fc.integer(),
    reply: fc.constantFrom('none', 'feedback', 'prompt'),
  })
  .map(({reasons, text, ids, order, reply}): Entry[] => {
    const results = ids.map((id) => gets(id))
    if (order % 2 === 0) results.reverse()
    return [
      ...(reasons ? [thinks('r')] : []),
      ...(text || ids.length === 0 ? [says('text')] : []),
      ...ids.map((id) => calls(id)),
      ...results,
      ...(reply === 'feedback' ? [feedback('It failed.')] : reply === 'prompt' ? [prompt('Go on.')] : []),
    ]
  })

const conversation = fc
  .array(step, {maxLength: 12})
  .map((steps): Entry[] => [context('facts'), prompt('Do it.'), ...steps.flat()])

test('whatever the conversation, behind a safe border every result has its call, and in front of it every call', () => {
  fc.assert(
    fc.property(conversation, (entries) => {
      for (const border of safeBorders(entries)) {
        expect(openCalls(entries.slice(0, border))).toEqual([])
        expect(isWhole(entries.slice(border))).toBe(true)
      }
    }),
  )
})

test('whatever is kept of a conversation is whole, newest, and has no more messages than asked for', () => {
  fc.assert(
    fc.property(conversation, fc.integer({min: 1, max: 12}), (entries, messages) => {
      const kept = lastMessages(entries, messages)

      expect(isWhole(kept)).toBe(true)
      expect(openCalls(kept)).toEqual([])
      expect(
        kept.filter(({item, kind}) => kind !== 'context' && item['type'] === 'message').length,
      ).toBeLessThanOrEqual(messages)
      const [first, ...rest] = kept
      expect(first?.kind).not.toBe('work')
      expect(entries.slice(entries.length - rest.length)).toEqual(rest)
    }),
  )
})

test('what is kept begins with a prompt of the user, the one it answers', () => {
  const entries = [
    context('facts'),
    prompt('First.'),
    says('One.'),
    prompt('Second.'),
    says('I look.'),
    calls('a'),
    gets('a'),
    says('Two.'),
  ]
  expect(lastMessages(entries, 10)).toEqual(entries)
  expect(lastMessages(entries, 3)).toEqual(entries.slice(3))
  expect(lastMessages(entries, 2)).toEqual([prompt('Second.'), says('Two.')])
  expect(lastMessages(entries, 1)).toEqual([])
})

/** Every result comes after its call, and a reasoning item is followed by the rest of its answer. */
function isWhole(entries: readonly Entry[]): boolean {
  const open: unknown[] = []
  return entries.every(({item}, index) => {
    if (item['type'] === 'function_call') open.push(item['call_id'])
    if (item['type'] === 'reasoning') return entries[index + 1]?.kind === 'work'
    if (item['type'] !== 'function_call_output') return true
    const at = open.indexOf(item['call_id'])
    open.splice(at, 1)
    return at !== -1
  })
}
