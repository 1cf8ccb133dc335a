import type {TurnEvent} from '@codex-host/plugin-api'
import {expect, expectTypeOf, test} from 'vitest'
import type {z} from 'zod'
import {turnEventSchema} from '../../../src/store/turn-event-schema.ts'
import {turn} from '../output/sample-turn.ts'
import type {ReadOnly} from './read-only.ts'

test('the events that can be stored are those of the contract', () => {
  expectTypeOf<ReadOnly<z.infer<typeof turnEventSchema>>>().toEqualTypeOf<ReadOnly<TurnEvent>>()
})

test('a stored turn is read back as it was', () => {
  const stored = turn.map((event) => JSON.stringify(event))

  expect(stored.map((text) => turnEventSchema.parse(JSON.parse(text)))).toEqual(turn)
})

test('an event that no reader knows is refused', () => {
  expect(turnEventSchema.safeParse({type: 'step.begin', step: 1}).success).toBe(false)
  expect(turnEventSchema.safeParse({type: 'step.start', step: 'one'}).success).toBe(false)
})
