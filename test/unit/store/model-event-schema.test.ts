import {expect, expectTypeOf, test} from 'vitest'
import type {z} from 'zod'
import type {ModelEvent} from '../../../src/model/model-client.ts'
import {modelEventSchema} from '../../../src/store/model-event-schema.ts'
import type {ReadOnly} from './read-only.ts'

test('the answers that can be stored are those of a model client', () => {
  expectTypeOf<ReadOnly<z.infer<typeof modelEventSchema>>>().toEqualTypeOf<ReadOnly<ModelEvent>>()
})

test('a failure of a kind that no reader knows is refused', () => {
  const failure = {kind: 'tired', message: 'It was tired.', suggestions: []}

  expect(modelEventSchema.safeParse({type: 'failed', failure}).success).toBe(false)
  expect(modelEventSchema.safeParse({type: 'failed', failure: {...failure, kind: 'silent'}}).success).toBe(true)
})
