import {expect, test} from 'vitest'
import {runEightAtOnce} from '../../helpers/eight-at-once.ts'

test.each(['copy', 'in-place'] as const)(
  'eight sandboxes at once in one workspace, five rounds: no failure, no litter (%s)',
  async (isolation) => {
    const {sandboxes, failures, litter} = await runEightAtOnce({backend: 'namespaces', isolation, rounds: 5})

    expect({sandboxes, failures, litter}).toEqual({sandboxes: 40, failures: [], litter: []})
  },
  120_000,
)
