import fc from 'fast-check'
import {expect, test} from 'vitest'
import {planCompaction} from '../../../src/runtime/plan-compaction.ts'
import type {Entry} from '../../../src/runtime/transcript.ts'
import {openCalls} from '../../../src/runtime/transcript.ts'
import {calls, context, gets, prompt, says} from './entries.ts'

const tokensOf = (entries: readonly Entry[]) => JSON.stringify(entries).length / 4
const room = (latestTokens: number) => ({tokensOf, latestTokens})
const long = 'x'.repeat(2000)

const conversation = [
  context('old facts'),
  prompt('First.'),
  says('One.'),
  context('facts'),
  prompt('Second.'),
  says('Two.'),
  prompt('Third.'),
  calls('a'),
  gets('a', long),
  calls('b'),
  gets('b'),
]

test('the newest facts, the first prompt and the one of this turn stay, and so does the newest work', () => {
  expect(planCompaction(conversation, room(100))).toEqual({
    removed: [context('old facts'), says('One.'), prompt('Second.'), says('Two.'), calls('a'), gets('a', long)],
    pinned: [prompt('First.'), context('facts'), prompt('Third.')],
    latest: [calls('b'), gets('b')],
  })
})

test('more of the newest work stays where there is room', () => {
  const plan = planCompaction(conversation, room(tokensOf(conversation.slice(6))))
  expect(plan?.latest).toEqual(conversation.slice(6))
})

test('a result that takes all the room alone is cut in its middle', () => {
  const plan = planCompaction([prompt('Do it.'), calls('a'), gets('a', long)], room(200))
  const output = plan?.latest[1]?.item['output']

  expect(plan?.removed).toEqual([])
  expect(output).toMatch(/^x+\n… \d+ characters left out …\nx+$/)
  expect(String(output).length).toBeLessThan(800)
})

test('where only words of the user are left, nothing can go', () => {
  expect(planCompaction([context('facts'), prompt(long)], room(10))).toBeUndefined()
  expect(planCompaction([], room(10))).toBeUndefined()
})

test('no plan loses an entry, or parts a call from its result', () => {
  const entry = fc.constantFrom(prompt('p'), says('s'), context('c'))
  const work = fc.constantFrom(
    [calls('a'), gets('a', long)],
    [says('x')],
    [calls('a'), calls('b'), gets('b'), gets('a')],
  )
  const steps = fc
    .array(
      fc.oneof(
        entry.map((one) => [one]),
        work,
      ),
      {maxLength: 15},
    )
    .map((all) => all.flat())

  fc.assert(
    fc.property(steps, fc.integer({min: 0, max: 3000}), (entries, tokens) => {
      const plan = planCompaction(entries, room(tokens))
      if (plan === undefined) return
      expect(plan.removed.length + plan.pinned.length + plan.latest.length).toBe(entries.length)
      expect(openCalls(plan.removed)).toEqual([])
      expect(openCalls(plan.latest)).toEqual([])
    }),
  )
})
