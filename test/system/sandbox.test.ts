import {expect, test} from 'vitest'
import {createBubblewrapBackend} from '../../src/sandbox/bubblewrap.ts'
import {runEightAtOnce} from '../helpers/eight-at-once.ts'
import {describeBehaviour} from '../helpers/sandbox-behaviour.ts'
import {describeOwner} from '../helpers/owner-behaviour.ts'
import {describeNetwork} from '../helpers/network-conformance.ts'
import {describeOverlap} from '../helpers/overlapping-sandboxes.ts'
import {describeConformance} from '../helpers/sandbox-conformance.ts'

const backend = createBubblewrapBackend()

test('the backend works here', async () => {
  expect(await backend.probe(new AbortController().signal)).toEqual({
    kind: 'works',
    detail: expect.stringMatching(/limited/),
  })
})

describeConformance(backend)
describeBehaviour(backend)
describeOwner(backend)
describeNetwork(backend)
describeOverlap({name: 'bubblewrap'})

test.each(['copy', 'in-place'] as const)(
  'eight sandboxes at once in one workspace, five rounds: no failure, no litter (%s)',
  async (isolation) => {
    const {sandboxes, failures, litter} = await runEightAtOnce({backend: 'bubblewrap', isolation, rounds: 5})

    expect({sandboxes, failures, litter}).toEqual({sandboxes: 40, failures: [], litter: []})
  },
  120_000,
)
