import {expect, test} from 'vitest'
import {darwinReadPaths} from '../../src/sandbox/darwin-read-paths.ts'
import {createSeatbeltBackend} from '../../src/sandbox/seatbelt.ts'
import {describeConformance} from '../helpers/sandbox-conformance.ts'

const backend = createSeatbeltBackend()

test('the backend works here', async () => {
  expect(await backend.probe(new AbortController().signal)).toEqual({
    kind: 'works',
    detail: expect.stringMatching(/limited/),
  })
})

describeConformance(backend, {
  adapt: (policy) => ({...policy, readPaths: [...policy.readPaths, ...darwinReadPaths]}),
})
